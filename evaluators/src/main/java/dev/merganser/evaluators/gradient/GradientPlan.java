package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.evaluators.segment.Step;
import dev.merganser.evaluators.segment.StepPlan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps that some values of a model need, each with the gradient that flows back through it.
 */
public final class GradientPlan {

    private final List<Stage> stages;
    private final Set<String> values;
    private final Set<String> seeds;

    private GradientPlan(List<Stage> stages, Set<String> values, Set<String> seeds) {
        this.stages = List.copyOf(stages);
        this.values = Set.copyOf(values);
        this.seeds = Set.copyOf(seeds);
    }

    /** In the order of the forward pass. */
    List<Stage> stages() {
        return stages;
    }

    /** What the loss looks at. */
    Set<String> values() {
        return values;
    }

    /** Those values whose gradient is needed, because they depend on changing weights. */
    Set<String> seeds() {
        return seeds;
    }

    /**
     * One step.
     *
     * @param requested its outputs that later steps or the loss take, by name in the segment
     * @param lastUse index of the last step that takes one of them
     * @param differentiated empty where no gradient flows back through it
     * @param seeded its outputs whose gradient is known, by name in the segment
     */
    record Stage(
            Step step,
            Set<String> requested,
            int lastUse,
            Optional<DifferentiatedSegment> differentiated,
            Set<String> seeded) {
        Stage {
            requested = Set.copyOf(requested);
            seeded = Set.copyOf(seeded);
        }
    }

    /**
     * A plan for the values alone: no gradient flows back through any step.
     *
     * @param path the steps of the model
     */
    public static GradientPlan forward(List<Step> path, Set<String> values) {
        StepPlan plan = StepPlan.of(path, values);
        return new GradientPlan(
                plan.steps().stream()
                        .map(each -> stage(each, plan.wanted(), Optional.empty(), Set.of()))
                        .toList(),
                values,
                Set.of());
    }

    private static Stage stage(
            StepPlan.Planned planned,
            Set<String> wanted,
            Optional<DifferentiatedSegment> differentiated,
            Set<String> seeded) {
        Set<String> requested = new HashSet<>(planned.passedOn().values());
        requested.addAll(outputs(planned.step(), wanted));
        return new Stage(planned.step(), requested, planned.lastUse(), differentiated, seeded);
    }

    /** The outputs of a step, by name in the segment, that are called so in the model. */
    private static Set<String> outputs(Step step, Set<String> names) {
        return step.outputs().entrySet().stream()
                .filter(output -> names.contains(output.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The segments that are run: forward, with what is saved, and backward. */
    public List<Segment> segments() {
        return stages.stream()
                .flatMap(
                        stage ->
                                stage.differentiated().stream()
                                        .flatMap(
                                                pair ->
                                                        Stream.of(
                                                                pair.forward(),
                                                                pair.backwardSegment())))
                .toList();
    }

    /** How the stages are made, from the last to the first. */
    static final class Building {

        private final StepPlan plan;
        private final Derivatives derivatives;
        private final Set<String> varying;
        private final Set<String> open;
        private final List<Stage> stages = new ArrayList<>();

        /**
         * A plan to be built.
         *
         * @param derivatives of segments
         */
        Building(StepPlan plan, Derivatives derivatives) {
            this.plan = plan;
            this.derivatives = derivatives;
            this.varying = varying();
            this.open =
                    plan.wanted().stream().filter(varying::contains).collect(Collectors.toSet());
        }

        private Set<String> varying() {
            Set<String> found = new HashSet<>();
            for (StepPlan.Planned planned : plan.steps()) {
                Step step = planned.step();
                Dependence dependence = Dependence.of(step.segment().graph(), sources(step, found));
                step.outputs()
                        .forEach(
                                (output, name) -> {
                                    if (dependence.contains(output)
                                            && isTaken(planned, output)
                                            && derivatives.isSmooth(step, output)) {
                                        found.add(name);
                                    }
                                });
            }
            return found;
        }

        /** Whether later steps or the loss take an output. */
        private boolean isTaken(StepPlan.Planned planned, String output) {
            return planned.passedOn().containsValue(output)
                    || plan.wanted().contains(planned.step().outputs().get(output));
        }

        /** Inputs of a step that change with coefficients, by name in the segment. */
        private Set<String> sources(Step step, Set<String> values) {
            Stream<String> weights =
                    step.weights().entrySet().stream()
                            .filter(weight -> derivatives.changes(weight.getValue()))
                            .map(Map.Entry::getKey);
            Stream<String> inputs =
                    step.inputs().entrySet().stream()
                            .filter(input -> values.contains(input.getValue()))
                            .map(Map.Entry::getKey);
            return Stream.concat(weights, inputs).collect(Collectors.toSet());
        }

        GradientPlan build() {
            Set<String> seeds = Set.copyOf(open);
            for (int s = plan.steps().size() - 1; s >= 0; s--) {
                stages.addFirst(stage(plan.steps().get(s)));
            }
            return new GradientPlan(stages, plan.wanted(), seeds);
        }

        private Stage stage(StepPlan.Planned planned) {
            Step step = planned.step();
            Set<String> seeded = outputs(step, open);
            Set<String> wanted = sources(step, varying);
            Optional<DifferentiatedSegment> differentiated =
                    seeded.isEmpty() || wanted.isEmpty()
                            ? Optional.empty()
                            : Optional.of(derivatives.of(step.segment(), seeded, wanted));
            differentiated.ifPresent(found -> open(step, found.reached()));
            return GradientPlan.stage(planned, plan.wanted(), differentiated, seeded);
        }

        private void open(Step step, Set<String> reached) {
            step.inputs()
                    .forEach(
                            (input, name) -> {
                                if (reached.contains(input)) {
                                    open.add(name);
                                }
                            });
        }
    }
}
