package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.Step;
import dev.merganser.evaluators.segment.StepPlan;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The segments of a model, differentiated: one pair of graphs for each segment and each set of
 * gradients that enter and leave it. For one thread at a time.
 */
public final class Derivatives {

    /** The first operator set that compares floats and cuts by inputs. */
    private static final long OLDEST = 11;

    private final SegmentedModel model;
    private final Predicate<String> changing;
    private final ProbeValues probe;
    private final IdentityHashMap<Segment, Map<Ends, DifferentiatedSegment>> made =
            new IdentityHashMap<>();

    /** Where gradients enter and leave a segment. */
    private record Ends(Set<String> seeded, Set<String> wanted) {}

    private Derivatives(SegmentedModel model, Predicate<String> changing, ProbeValues probe) {
        this.model = model;
        this.changing = changing;
        this.probe = probe;
    }

    /**
     * The derivatives of a model by some of its weights. Runs the model once on made-up inputs.
     *
     * @param changing whether the gradient of a weight is wanted
     */
    public static Derivatives of(
            SessionFactory factory, SegmentedModel model, Predicate<String> changing) {
        return new Derivatives(model, changing, ProbeValues.of(factory, model));
    }

    /** Either a plan, or why there is none. */
    public record Planning(Optional<GradientPlan> plan, Optional<String> obstacle) {}

    /**
     * Plans the gradient of a loss on some values of the model.
     *
     * @param values by name in the model; each float32 and an output of a step
     */
    public Planning plan(Set<String> values) {
        StepPlan steps = StepPlan.of(model.steps(), values);
        requireFloats(steps);
        long opset = opset();
        if (opset < OLDEST) {
            return new Planning(Optional.empty(), Optional.of(tooOld(opset)));
        }
        try {
            return new Planning(
                    Optional.of(new GradientPlan.Building(steps, this).build()), Optional.empty());
        } catch (NoRuleException e) {
            return new Planning(Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private long opset() {
        Map<String, Long> opsets = model.graph().opsets();
        return opsets.getOrDefault("", opsets.getOrDefault("ai.onnx", 1L));
    }

    private String tooOld(long opset) {
        return "graph %s has operator set %d, and gradients need %d or newer"
                .formatted(Quoted.text(model.graph().name()), opset, OLDEST);
    }

    private void requireFloats(StepPlan plan) {
        for (StepPlan.Planned planned : plan.steps()) {
            planned.step()
                    .outputs()
                    .forEach(
                            (output, name) -> {
                                if (plan.wanted().contains(name)
                                        && !isFloat(planned.step().segment(), output)) {
                                    throw new BadDataException(
                                            "The value '%s' of graph '%s' must be float32 for a loss."
                                                    .formatted(name, model.graph().name()));
                                }
                            });
        }
    }

    boolean changes(String weight) {
        return changing.test(weight);
    }

    /** Whether a value of a segment is float32, which alone has gradients. */
    boolean isFloat(Segment segment, String value) {
        TensorInfo info = probe.of(segment).get(value);
        return info != null && info.dtype() == DType.F32;
    }

    /**
     * Whether a step's output that depends on weights has a gradient, as whole numbers and flags
     * have none; one that does not for its type alone throws.
     */
    boolean isSmooth(Step step, String output) {
        if (isFloat(step.segment(), output)) {
            return true;
        }
        TensorInfo info = probe.of(step.segment()).get(output);
        if (info == null || info.dtype().isFloat()) {
            throw new NoRuleException(
                    Objects.requireNonNull(step.outputs().get(output)),
                    info == null ? "no tensor" : info.dtype().toString());
        }
        return false;
    }

    /** A segment with its gradient; an operator without a rule throws. */
    DifferentiatedSegment of(Segment segment, Set<String> seeded, Set<String> wanted) {
        return made.computeIfAbsent(segment, _ -> new HashMap<>())
                .computeIfAbsent(
                        new Ends(Set.copyOf(seeded), Set.copyOf(wanted)),
                        ends ->
                                DifferentiatedSegment.of(
                                        probe.prepared(segment),
                                        probe.of(segment),
                                        ends.seeded,
                                        ends.wanted));
    }
}
