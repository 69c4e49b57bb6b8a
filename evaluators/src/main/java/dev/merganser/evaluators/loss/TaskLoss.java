package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Exam;
import dev.merganser.evaluators.task.ExaminedContent;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.task.Reading.Place;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.WrongUseException;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The loss of one task: draws of its search items, those that are held out from all draws, and what
 * is lost on them. What a draw holds depends on the settings, the task and the draw's number alone.
 * Immutable; safe for use by many threads.
 */
public final class TaskLoss {

    private final Task task;
    private final LossSettings settings;
    private final Exam exam;
    private final Reading reading;
    private final List<String> states;
    private final List<ItemGroup> groups;
    private final Packing packing;

    private TaskLoss(
            Task task,
            LossSettings settings,
            Exam exam,
            Reading reading,
            List<String> states,
            SessionFactory sessions) {
        this.task = task;
        this.settings = settings;
        this.exam = exam;
        this.reading = reading;
        this.states = states;
        this.groups = new Grouping(task.name(), settings, reading).groups();
        double itemsPerRow = (double) task.itemCount(Split.SEARCH) / exam.rows().count();
        this.packing =
                new Packing(sessions, exam.rows(), reading, settings.draws().batch(), itemsPerRow);
    }

    /**
     * The loss of a task on a graph; a task that cannot give it is wrong use.
     *
     * @param sessions what tensors are made for
     */
    public static TaskLoss of(
            SegmentedModel model, Task task, LossSettings settings, SessionFactory sessions) {
        var checks = new TermChecks(model, task, settings);
        if (!(task.content() instanceof ExaminedContent content)) {
            throw checks.noLoss();
        }
        Exam exam = content.exam(Split.SEARCH, new ModelPorts(model, task.name()));
        Reading reading = exam.reading().orElseThrow(checks::noLoss);
        checks.check(reading, exam.rows());
        List<String> states = settings.formula().has(LossTerm.HIDDEN) ? states(model) : List.of();
        return new TaskLoss(task, settings, exam, reading, states, sessions);
    }

    /** What layers give, in an order that is the same in every process. */
    private static List<String> states(SegmentedModel model) {
        return model.layers().stream()
                .flatMap(layer -> layer.outputs().values().stream())
                .sorted()
                .toList();
    }

    /** The task's name. */
    public String task() {
        return task.name();
    }

    /** The graph's output that answers. */
    String output() {
        return exam.output();
    }

    /** The values of the model that its losses look at, all minibatches together. */
    public Set<String> values() {
        Set<String> values = new HashSet<>(states);
        if (settings.formula().terms().keySet().stream()
                .anyMatch(term -> term != LossTerm.HIDDEN)) {
            values.add(exam.output());
        }
        return Set.copyOf(values);
    }

    /** The alias of the expert that must answer first; empty: none. */
    public Optional<String> teacher() {
        return settings.isTaught()
                ? Optional.of(
                        Objects.requireNonNull(settings.guidance().teachers().get(task.name())))
                : Optional.empty();
    }

    /** The values that the expert must give for each minibatch; none without one. */
    public Set<String> taught() {
        Set<String> taught = new HashSet<>(states);
        if (settings.choice().agreement() || settings.formula().has(LossTerm.DIVERGENCE)) {
            taught.add(exam.output());
        }
        return Set.copyOf(taught);
    }

    /**
     * The items of a draw; the caller closes them.
     *
     * @param number from 0
     */
    public Minibatches draw(long number) {
        return packed(group -> group.draw(number));
    }

    /** The items that no draw has, or all where none are held out; the caller closes them. */
    public Minibatches heldOut() {
        return packed(ItemGroup::heldOut);
    }

    /** Each group's losses are means over its own items. */
    private Minibatches packed(Function<ItemGroup, int[]> chosen) {
        int all = groups.stream().mapToInt(group -> chosen.apply(group).length).sum();
        List<Minibatch> packed = new ArrayList<>();
        try {
            for (ItemGroup group : groups) {
                int[] items = chosen.apply(group);
                Map<LossTerm, Double> factors = new EnumMap<>(LossTerm.class);
                group.terms().forEach((term, f) -> factors.put(term, f * all / items.length));
                packed.addAll(packing.pack(items, factors).list());
            }
            return new Minibatches(packed);
        } catch (RuntimeException e) {
            packed.forEach(Minibatch::close);
            throw e;
        }
    }

    /**
     * The loss of a minibatch of this task.
     *
     * @param taught what the expert gave for it: {@link #taught}, valid as long as the loss is used
     */
    public BatchLoss loss(Minibatch minibatch, Map<String, Output> taught) {
        return new SummedLoss(
                settings.formula().terms().keySet().stream()
                        .filter(minibatch.factors()::containsKey)
                        .map(term -> part(term, minibatch, taught))
                        .toList());
    }

    private BatchLoss part(LossTerm term, Minibatch minibatch, Map<String, Output> taught) {
        double factor = Objects.requireNonNull(minibatch.factors().get(term));
        int[] items = minibatch.items();
        double temperature = settings.formula().temperature();
        return switch (term) {
            case ENTROPY -> chosen(PlaceLoss.entropy(), minibatch, taught, factor);
            case PSEUDO_LABELS -> chosen(PlaceLoss.pseudoLabel(), minibatch, taught, factor);
            case CROSS_ENTROPY -> mean(items, PlaceLoss.label(), factor, 1);
            case DIVERGENCE -> mean(items, divergence(minibatch, taught), factor, 1);
            case CONTRASTIVE ->
                    new ContrastiveLoss(exam.output(), reading, items, temperature, factor);
            case HIDDEN ->
                    new HiddenLoss(
                            task.name(), states, exam.rows(), reading, items, taught, factor);
        };
    }

    /** A loss of the items that agree and are confident. */
    private BatchLoss chosen(
            PlaceLoss loss, Minibatch minibatch, Map<String, Output> taught, double factor) {
        PlaceLoss agreeing =
                settings.choice().agreement() ? loss.agreeing(teacher(minibatch, taught)) : loss;
        return mean(minibatch.items(), agreeing, factor, settings.choice().confidence());
    }

    private BatchLoss mean(int[] items, PlaceLoss at, double factor, double share) {
        return new MeanLoss(exam.output(), reading, items, at, factor, share);
    }

    private PlaceLoss divergence(Minibatch minibatch, Map<String, Output> taught) {
        Function<Place, double[]> teacher = teacher(minibatch, taught);
        return reading.classes().isPresent()
                ? PlaceLoss.divergence(teacher, settings.formula().temperature())
                : PlaceLoss.distance(teacher);
    }

    private Function<Place, double[]> teacher(Minibatch minibatch, Map<String, Output> taught) {
        var vectors = new BatchVectors(reading, minibatch.batch());
        Output given = Objects.requireNonNull(taught.get(exam.output()), exam.output());
        return place -> vectors.read(given, place);
    }

    /**
     * What the task's loss and its gradient are multiplied by before tasks are added up.
     *
     * @param initial the task's loss on draw 0 at the start point; looked at by {@link
     *     Balance#INITIAL} only
     */
    public double weight(double initial) {
        return switch (settings.formula().balance()) {
            case NONE -> 1;
            case CLASSES -> 1 / StrictMath.log(reading.classes().orElseThrow());
            case INITIAL -> 1 / positive(initial);
        };
    }

    private double positive(double initial) {
        if (!(initial > 0 && initial < Double.POSITIVE_INFINITY)) {
            throw new WrongUseException(
                    "Balance 'initial' divides by a task's loss at the start point, which must be above 0, but that of task '%s' is %s. Maybe start elsewhere, or balance otherwise."
                            .formatted(task.name(), initial));
        }
        return initial;
    }
}
