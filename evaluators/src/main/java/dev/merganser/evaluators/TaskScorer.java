package dev.merganser.evaluators;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Batches;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.ModelRunner;
import dev.merganser.evaluators.runtime.RunnerPool;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.StepPlan;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Collector;
import dev.merganser.evaluators.task.Exam;
import dev.merganser.evaluators.task.ExaminedContent;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Scores one task with a runner: the graph on all rows, predictions, metrics. */
final class TaskScorer implements AutoCloseable {

    private final Task task;
    private final ExaminedContent content;
    private final ModelPorts ports;
    private final int batchSize;
    private final SessionFactory sessions;
    private final Map<Split, Paper> papers = new ConcurrentHashMap<>();
    private final Map<Split, Exam> taught = new ConcurrentHashMap<>();

    /** A split that is packed and planned. */
    private record Paper(Exam exam, StepPlan plan, Batches batches) {}

    private TaskScorer(
            Task task,
            ExaminedContent content,
            ModelPorts ports,
            int batchSize,
            SessionFactory sessions) {
        this.task = task;
        this.content = content;
        this.ports = ports;
        this.batchSize = batchSize;
        this.sessions = sessions;
    }

    /** A scorer of a task; refuses a graph that the task does not fit. */
    static TaskScorer of(SegmentedModel model, Task task, int batchSize, SessionFactory sessions) {
        if (!(task.content() instanceof ExaminedContent content)) {
            throw new IllegalArgumentException("Task '" + task.name() + "' asks no graph");
        }
        var ports = new ModelPorts(model, task.name());
        var scorer = new TaskScorer(task, content, ports, batchSize, sessions);
        var _ = scorer.paper(Split.SEARCH);
        return scorer;
    }

    int itemCount(Split split) {
        return task.itemCount(split);
    }

    Metric<?> metric(String name) {
        return task.metric(name);
    }

    private Paper paper(Split split) {
        return papers.computeIfAbsent(split, this::prepared);
    }

    private Paper prepared(Split split) {
        Exam exam = content.exam(split, ports);
        StepPlan plan = StepPlan.of(ports.model().steps(), Set.of(exam.output()));
        return new Paper(exam, plan, exam.rows().pack(sessions, batchSize));
    }

    /**
     * Lets the teachers of the task answer a split, unless they have. Borrows a runner, so the
     * calling thread must have none.
     */
    void teach(Split split, RunnerPool<?> runners) {
        if (!content.teachers().isEmpty() && itemCount(split) > 0) {
            taught.computeIfAbsent(split, key -> taught(key, runners));
        }
    }

    private Exam taught(Split split, RunnerPool<?> runners) {
        List<Object> answers =
                content.teachers().stream().map(file -> answers(file, split, runners)).toList();
        return paper(split).exam.taught(answers);
    }

    private Object answers(Path teacher, Split split, RunnerPool<?> runners) {
        try (Checkpoint checkpoint = Checkpoints.open(teacher)) {
            return runners.with(
                    runner -> {
                        runner.load(checkpoint);
                        return predictions(runner, paper(split), paper(split).exam);
                    });
        } catch (BadDataException e) {
            throw new BadDataException(
                    "Task '%s', teacher %s: %s".formatted(task.name(), teacher, e.getMessage()), e);
        }
    }

    private static Object predictions(ModelRunner runner, Paper paper, Exam exam) {
        Collector collector = exam.collector();
        for (Batch batch : paper.batches.list()) {
            collector.take(batch, runner.run(paper.plan, batch));
        }
        return collector.predictions();
    }

    /** What a split asks, its teachers' answers included where they have been taught. */
    Exam exam(Split split) {
        return taught.getOrDefault(split, paper(split).exam);
    }

    /** The batches of a split. */
    List<Batch> batches(Split split) {
        return paper(split).batches.list();
    }

    Map<Measure, float[]> score(ModelRunner runner, Split split, List<Measure> measures) {
        return marks(measures, predictions(runner, paper(split), exam(split)));
    }

    /** One score per item for each measure. */
    Map<Measure, float[]> marks(List<Measure> measures, Object predictions) {
        Map<Measure, float[]> scores = new LinkedHashMap<>();
        for (Measure measure : measures) {
            scores.put(measure, contributions(metric(measure.metric()), predictions));
        }
        return scores;
    }

    private static <P> float[] contributions(Metric<P> metric, Object predictions) {
        return metric.contributions(metric.predictions().cast(predictions));
    }

    /**
     * A batch of middling size of the search split.
     *
     * @param times how many of its size all batches together are
     */
    record Sample(StepPlan plan, Batch batch, double times) {}

    /** Empty where the search split has no rows. */
    Optional<Sample> sample() {
        Paper paper = paper(Split.SEARCH);
        List<Batch> bySize =
                paper.batches.list().stream()
                        .sorted(Comparator.comparingLong(TaskScorer::positions))
                        .toList();
        double all = bySize.stream().mapToLong(TaskScorer::positions).sum();
        return bySize.stream()
                .skip(bySize.size() / 2)
                .findFirst()
                .map(middle -> new Sample(paper.plan, middle, all / positions(middle)));
    }

    private static long positions(Batch batch) {
        return (long) batch.count() * batch.length();
    }

    /** Runs every batch once and looks at nothing; returns the number of items. */
    int runAll(ModelRunner runner, Split split) {
        Paper paper = paper(split);
        paper.batches.list().forEach(batch -> runner.run(paper.plan, batch));
        return itemCount(split);
    }

    @Override
    public void close() {
        papers.values().forEach(paper -> paper.batches.close());
    }
}
