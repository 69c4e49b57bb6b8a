package dev.merganser.evaluators;

import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Batches;
import dev.merganser.evaluators.runtime.Features;
import dev.merganser.evaluators.runtime.ModelRunner;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Scores one task with a runner: features by the graph, logits by the head, a metric per item. */
final class TaskScorer implements AutoCloseable {

    private final Task task;
    private final Features features;
    private final int batchSize;
    private final SessionFactory sessions;
    private final Map<Split, Batches> packed = new ConcurrentHashMap<>();

    private TaskScorer(Task task, Features features, int batchSize, SessionFactory sessions) {
        this.task = task;
        this.features = features;
        this.batchSize = batchSize;
        this.sessions = sessions;
    }

    static TaskScorer of(SegmentedModel model, Task task, int batchSize, SessionFactory sessions) {
        var features =
                Features.of(
                        model,
                        task.name(),
                        task.input(),
                        task.output(),
                        task.items(Split.SEARCH).shape(),
                        task.head().hidden());
        return new TaskScorer(task, features, batchSize, sessions);
    }

    int itemCount(Split split) {
        return task.items(split).count();
    }

    Features features() {
        return features;
    }

    List<Batch> batches(Split split) {
        return packed.computeIfAbsent(
                        split,
                        key ->
                                Batches.of(
                                        sessions, task.items(key), features.itemShape(), batchSize))
                .list();
    }

    Map<Measure, float[]> score(ModelRunner runner, Split split, List<Measure> measures) {
        List<Metric> metrics = measures.stream().map(m -> Metrics.named(m.metric())).toList();
        float[][] scores = new float[metrics.size()][itemCount(split)];
        for (Batch batch : batches(split)) {
            score(runner.run(features, batch), batch, task.items(split), metrics, scores);
        }
        Map<Measure, float[]> byMeasure = new LinkedHashMap<>();
        for (int m = 0; m < scores.length; m++) {
            byMeasure.put(measures.get(m), scores[m]);
        }
        return byMeasure;
    }

    private void score(
            MemorySegment rows, Batch batch, Items items, List<Metric> metrics, float[][] scores) {
        float[] logits = new float[task.head().classes()];
        for (int row = 0; row < batch.count(); row++) {
            int item = batch.first() + row;
            task.head().logits(rows, row, logits);
            boolean finite = allFinite(logits);
            for (int m = 0; m < scores.length; m++) {
                float score = finite ? metrics.get(m).score(logits, items.label(item)) : Float.NaN;
                scores[m][item] = Float.isFinite(score) ? score : Float.NaN;
            }
        }
    }

    private static boolean allFinite(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0;
        }
        return sum == 0;
    }

    @Override
    public void close() {
        packed.values().forEach(Batches::close);
    }
}
