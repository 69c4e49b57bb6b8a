package dev.merganser.evaluators.segment;

import dev.merganser.recipes.error.WrongUseException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The steps that are needed for some values of a model, each with the outputs that someone takes.
 *
 * @param steps in order; later steps that nothing depends on are left out
 * @param wanted the values, by name in the model
 */
public record StepPlan(List<Planned> steps, Set<String> wanted) {

    /**
     * One step.
     *
     * @param passedOn outputs of the segment that later steps take, by name in the model
     * @param lastUse index of the last step that takes one of them; its own where none does
     */
    public record Planned(Step step, Map<String, String> passedOn, int lastUse) {
        public Planned {
            passedOn = Map.copyOf(passedOn);
        }
    }

    public StepPlan {
        steps = List.copyOf(steps);
        wanted = Set.copyOf(wanted);
    }

    /**
     * Whether a step of this model comes first, does not do it all, and gives nothing that is
     * wanted itself.
     */
    public boolean beginsWith(Step step) {
        return steps.size() > 1
                && steps.getFirst().step().name().equals(step.name())
                && step.outputs().values().stream().noneMatch(wanted::contains);
    }

    /** The plan for a path; every wanted value must be an output of a step. */
    public static StepPlan of(List<Step> path, Set<String> wanted) {
        requireOutputs(path, wanted);
        List<Step> needed = needed(path, wanted);
        Map<String, Integer> lastUse = new HashMap<>();
        for (int s = 0; s < needed.size(); s++) {
            for (String value : needed.get(s).inputs().values()) {
                lastUse.put(value, s);
            }
        }
        List<Planned> steps = new ArrayList<>();
        for (int s = 0; s < needed.size(); s++) {
            steps.add(planned(needed.get(s), s, lastUse));
        }
        return new StepPlan(steps, wanted);
    }

    private static Planned planned(Step step, int index, Map<String, Integer> lastUse) {
        Map<String, String> passedOn = new HashMap<>();
        int last = index;
        for (var output : step.outputs().entrySet()) {
            int use = lastUse.getOrDefault(output.getValue(), index);
            if (use > index) {
                passedOn.put(output.getValue(), output.getKey());
                last = Math.max(last, use);
            }
        }
        return new Planned(step, passedOn, last);
    }

    private static void requireOutputs(List<Step> path, Set<String> wanted) {
        Set<String> made =
                path.stream()
                        .flatMap(step -> step.outputs().values().stream())
                        .collect(Collectors.toSet());
        for (String value : wanted) {
            if (!made.contains(value)) {
                throw new WrongUseException("The graph computes no value '%s'".formatted(value));
            }
        }
    }

    private static List<Step> needed(List<Step> path, Set<String> wanted) {
        Set<String> open = new HashSet<>(wanted);
        List<Step> needed = new ArrayList<>();
        for (Step step : path.reversed()) {
            if (step.outputs().values().stream().anyMatch(open::contains)) {
                open.removeAll(step.outputs().values());
                open.addAll(step.inputs().values());
                needed.addFirst(step);
            }
        }
        return needed;
    }
}
