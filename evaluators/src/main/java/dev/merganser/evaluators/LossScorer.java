package dev.merganser.evaluators;

import dev.merganser.evaluators.LossModel.Part;
import dev.merganser.evaluators.loss.Balance;
import dev.merganser.evaluators.loss.BatchLoss;
import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.evaluators.loss.Minibatch;
import dev.merganser.evaluators.loss.Minibatches;
import dev.merganser.evaluators.loss.TaskLoss;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.tensor.WeightSource;
import dev.merganser.recipes.vector.LinearWeights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The loss of coefficients that the weights of a graph depend on, and its gradient: the graph is
 * run forward and backward with θ(c), and the gradient of each weight is contracted with what the
 * coefficients multiply. The same call gives the same bits, whatever the number of threads and
 * whatever was asked before. For one thread at a time; batches are run in parallel inside. Owns its
 * native memory until closed.
 */
public final class LossScorer implements AutoCloseable {

    /** What experts give for items that are held out is kept up to so much. */
    private static final long KEPT_BYTES = 64L << 20;

    private final List<TaskLoss> tasks;
    private final Balance balance;
    private final double gradientForwards;
    private final LossModel model;
    private final LossTeachers teachers;
    private final Workers workers;
    private final KeptAnswers answers = new KeptAnswers(KEPT_BYTES);
    private final Map<String, Double> initial = new HashMap<>();
    private Optional<List<Minibatches>> heldOut = Optional.empty();

    private LossScorer(
            List<TaskLoss> tasks,
            LossSettings losses,
            GradientSettings gradients,
            LossModel model,
            LossTeachers teachers,
            Workers workers) {
        this.tasks = List.copyOf(tasks);
        this.balance = losses.formula().balance();
        this.gradientForwards = gradients.forwards();
        this.model = model;
        this.teachers = teachers;
        this.workers = workers;
    }

    /**
     * Cuts a graph, opens its sessions and divides the search items of the tasks.
     *
     * @param tasks with distinct names, at least one; each must be able to give the loss
     * @param weights of the graph's weights by canonical name, in the graph's orientation
     * @param models what may teach, by alias
     */
    public static LossScorer open(
            Graph graph,
            List<Task> tasks,
            LinearWeights weights,
            Map<String, WeightSource> models,
            LossSettings losses,
            GradientSettings gradients,
            RuntimeSettings settings) {
        SessionFactory factory = SessionFactory.of(settings.provider());
        SegmentedModel model =
                SegmentCutter.with(factory).cut(WeightNames.canonical(graph).applied(graph));
        return open(model, tasks, weights, models, losses, gradients, settings);
    }

    /**
     * As the other, over a graph that is cut.
     *
     * @param cut what its weights lie in must stay readable until this is closed
     */
    public static LossScorer open(
            SegmentedModel cut,
            List<Task> tasks,
            LinearWeights weights,
            Map<String, WeightSource> models,
            LossSettings losses,
            GradientSettings gradients,
            RuntimeSettings settings) {
        TaskNames.require(tasks, "to lose on");
        SessionFactory factory = SessionFactory.of(settings.provider());
        List<TaskLoss> parts =
                tasks.stream().map(task -> TaskLoss.of(cut, task, losses, factory)).toList();
        requireRoom(cut, 1 + LossTeachers.count(parts), settings);
        LossTeachers teachers = LossTeachers.open(factory, cut, parts, models);
        try {
            var model = new LossModel(factory, cut, weights, gradients.activations());
            return over(parts, losses, gradients, model, teachers, settings.threads());
        } catch (RuntimeException e) {
            try (teachers) {
                throw e;
            }
        }
    }

    private static LossScorer over(
            List<TaskLoss> tasks,
            LossSettings losses,
            GradientSettings gradients,
            LossModel model,
            LossTeachers teachers,
            int threads) {
        try {
            return new LossScorer(tasks, losses, gradients, model, teachers, new Workers(threads));
        } catch (RuntimeException e) {
            try (model) {
                throw e;
            }
        }
    }

    private static void requireRoom(SegmentedModel model, int sets, RuntimeSettings settings) {
        long bytes = sets * model.weights().stream().mapToLong(w -> w.info().bytes()).sum();
        if (bytes > settings.memoryBytes()) {
            throw new WrongUseException(
                    "memory must hold the weights of the model and of %d teachers, %d bytes, but is %d."
                            .formatted(sets - 1, bytes, settings.memoryBytes()));
        }
    }

    /** Why {@link #gradient} cannot be asked, such as an operator without a rule; empty: it can. */
    public Optional<String> obstacle() {
        return tasks.stream()
                .map(task -> model.backward(task.values()).obstacle())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Says where the descent starts, which the losses of tasks are divided by under {@code
     * Balance.INITIAL}; must then be called before anything else is asked. Without that balance it
     * changes nothing.
     *
     * @return the loss on draw 0 there, before the division; empty where nothing was computed
     */
    public Optional<LossValue> start(double[] coefficients) {
        if (balance != Balance.INITIAL) {
            return Optional.empty();
        }
        LossValue start = onDraw(0, coefficients, this::part, _ -> 1).value();
        initial.putAll(start.tasks());
        tasks.forEach(this::weight); // refuses losses that nothing can be divided by
        return Optional.of(start);
    }

    /** The loss on the items of a draw, counted from 0. */
    public LossValue loss(long draw, double[] coefficients) {
        return onDraw(draw, coefficients, this::part, this::weight).value();
    }

    /** The loss on the items of a draw with its gradient; wrong use where there is an obstacle. */
    public LossGradient gradient(long draw, double[] coefficients) {
        obstacle()
                .ifPresent(
                        reason -> {
                            String end = reason.endsWith(".") ? "" : ".";
                            throw new WrongUseException("There is no gradient: " + reason + end);
                        });
        return onDraw(draw, coefficients, this::partWithGradient, this::weight);
    }

    /** The loss on all items that are held out from the draws, or on all where none are. */
    public LossValue heldOut(double[] coefficients) {
        if (heldOut.isEmpty()) {
            heldOut = Optional.of(packed(TaskLoss::heldOut));
            heldOut.get().forEach(answers::expect);
        }
        return on(heldOut.get(), coefficients, this::part, this::weight).value();
    }

    private double weight(TaskLoss task) {
        if (balance != Balance.INITIAL) {
            return task.weight(1);
        }
        Double loss = initial.get(task.task());
        if (loss == null) {
            throw new IllegalStateException("The start point must be given first");
        }
        return task.weight(loss);
    }

    private LossGradient onDraw(
            long draw,
            double[] coefficients,
            Function<Job, Part> work,
            ToDoubleFunction<TaskLoss> weights) {
        List<Minibatches> items = packed(task -> task.draw(draw));
        try {
            return on(items, coefficients, work, weights);
        } finally {
            items.forEach(Minibatches::close);
        }
    }

    /** Something of each task, in their order. */
    private List<Minibatches> packed(Function<TaskLoss, Minibatches> items) {
        List<Minibatches> packed = new ArrayList<>();
        try {
            tasks.forEach(task -> packed.add(items.apply(task)));
            return packed;
        } catch (RuntimeException e) {
            packed.forEach(Minibatches::close);
            throw e;
        }
    }

    /** One minibatch with what is lost on it. */
    private record Job(Minibatch minibatch, BatchLoss loss) {}

    /** One minibatch before it is taught. */
    private record Untaught(TaskLoss task, Minibatch minibatch) {}

    private LossGradient on(
            List<Minibatches> items,
            double[] coefficients,
            Function<Job, Part> work,
            ToDoubleFunction<TaskLoss> weights) {
        List<Untaught> open = new ArrayList<>();
        for (int t = 0; t < tasks.size(); t++) {
            TaskLoss task = tasks.get(t);
            items.get(t).list().forEach(each -> open.add(new Untaught(task, each)));
        }
        model.set(coefficients, workers);
        List<Part> parts = workers.map(open, each -> work.apply(taught(each)));
        return sum(items, parts, coefficients.length, weights);
    }

    private Job taught(Untaught open) {
        Map<String, Output> given =
                answers.of(open.minibatch(), () -> answers(open.task(), open.minibatch()));
        return new Job(open.minibatch(), open.task().loss(open.minibatch(), given));
    }

    private Map<String, Output> answers(TaskLoss task, Minibatch minibatch) {
        return task.teacher()
                .map(alias -> model.values(teachers.of(alias), task.taught(), minibatch.batch()))
                .orElse(Map.of());
    }

    private Part part(Job job) {
        return model.loss(job.minibatch().batch(), job.loss());
    }

    private Part partWithGradient(Job job) {
        return model.gradient(job.minibatch().batch(), job.loss());
    }

    /** Adds up in the order of tasks and their minibatches. */
    private LossGradient sum(
            List<Minibatches> items,
            List<Part> parts,
            int coefficients,
            ToDoubleFunction<TaskLoss> weights) {
        double total = 0;
        double forwards = 0;
        double[] gradient = new double[coefficients];
        SortedMap<String, Double> losses = new TreeMap<>();
        int next = 0;
        for (int t = 0; t < tasks.size(); t++) {
            TaskLoss task = tasks.get(t);
            Minibatches ours = items.get(t);
            List<Part> its = parts.subList(next, next + ours.list().size());
            next += its.size();
            double factor = weights.applyAsDouble(task) / ours.items();
            double sum = its.stream().mapToDouble(Part::sum).reduce(0, Double::sum);
            its.forEach(part -> add(part.gradient(), factor, gradient));
            total += factor * sum;
            losses.put(task.task(), sum / ours.items());
            forwards += ours.forwards() * forwards(task, its);
        }
        return new LossGradient(new LossValue(total, losses, Math.round(forwards)), gradient);
    }

    private double forwards(TaskLoss task, List<Part> parts) {
        boolean back = parts.stream().anyMatch(part -> part.gradient().length > 0);
        return (back ? gradientForwards : 1) + (task.teacher().isPresent() ? 1 : 0);
    }

    private static void add(double[] part, double factor, double[] sum) {
        for (int j = 0; j < part.length; j++) {
            sum[j] += factor * part[j];
        }
    }

    @Override
    public void close() {
        try (teachers;
                model;
                workers) {
            heldOut.ifPresent(all -> all.forEach(Minibatches::close));
        }
    }
}
