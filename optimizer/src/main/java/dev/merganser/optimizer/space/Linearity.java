package dev.merganser.optimizer.space;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.vector.TensorDivision;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether all merges of a space are linear in its weights, and nothing else is searched. */
final class Linearity {

    private static final String WEIGHT = "weight";
    private static final String NORMALIZE = "normalize";
    private static final String PARTS = "parts";

    /** What some methods make of weights besides, and what fits in their place. */
    private static final Map<String, String> REASONS =
            Map.of(
                    "ties", "elects signs by weight. Maybe ties_split",
                    "dare_ties", "elects signs by weight. Maybe dare_linear or ties_split",
                    "della", "elects signs by weight. Maybe della_linear or ties_split",
                    "breadcrumbs_ties", "elects signs by weight. Maybe breadcrumbs or ties_split",
                    "sce", "makes its weights itself. Maybe task_arithmetic",
                    "magmax", "takes the largest by weight. Maybe task_arithmetic",
                    "slerp", "turns on a sphere. Maybe linear with normalize: false");

    private Linearity() {}

    /** What stands in the way, for people; empty where nothing does. */
    static Optional<String> obstacle(ParameterSpace space) {
        MethodDescriptor method = MergeMethods.named(space.methods().getFirst()).descriptor();
        return Stream.of(
                        otherMethods(space),
                        bentMethod(method),
                        fixedWeight(space),
                        normalized(space, method),
                        searched(space, method))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> otherMethods(ParameterSpace space) {
        return space.methods().size() == 1
                ? Optional.empty()
                : Optional.of("space.method must be one merge method, found " + space.methods());
    }

    private static Optional<String> bentMethod(MethodDescriptor method) {
        if (method.linear()) {
            return Optional.empty();
        }
        String reason = REASONS.get(method.name());
        return Optional.of(
                reason == null
                        ? "space.method must be one of %s, found '%s'"
                                .formatted(linearMethods(), method.name())
                        : "space.method must be linear in weight, but '%s' %s"
                                .formatted(method.name(), reason));
    }

    private static String linearMethods() {
        return MergeMethods.all().stream()
                .map(MergeMethod::descriptor)
                .filter(MethodDescriptor::linear)
                .map(MethodDescriptor::name)
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> fixedWeight(ParameterSpace space) {
        ParameterRange weight = space.parameters().get(WEIGHT);
        return weight instanceof ParameterRange.Gene || weight instanceof ParameterRange.Parts
                ? Optional.empty()
                : Optional.of("space.weight must be a range [low, high], found a fixed value");
    }

    private static Optional<String> normalized(ParameterSpace space, MethodDescriptor method) {
        Optional<ParameterSpec> spec = MethodChoices.effective(method, NORMALIZE);
        boolean off =
                space.parameters().containsKey(NORMALIZE)
                        ? ParameterRange.fixed(false).equals(space.parameters().get(NORMALIZE))
                        : spec.flatMap(ParameterSpec::defaultValue)
                                .equals(Optional.of(Argument.of(false)));
        return spec.isEmpty() || off
                ? Optional.empty()
                : Optional.of(
                        "space.normalize must be false: a sum that is divided by the sum of its weights is not linear in them");
    }

    private static Optional<String> searched(ParameterSpace space, MethodDescriptor method) {
        Stream<String> parameters =
                space.parameters().entrySet().stream()
                        .filter(entry -> entry.getValue().isSearched())
                        .map(Map.Entry::getKey)
                        .filter(key -> !key.equals(WEIGHT))
                        .filter(key -> MethodChoices.effective(method, key).isPresent());
        Stream<String> around =
                space.around().numbers().entrySet().stream()
                        .filter(entry -> entry.getValue().isSearched())
                        .map(entry -> entry.getKey().key());
        return Stream.concat(parameters, around)
                .findFirst()
                .map("space.%s must be one value, since only weights are learned"::formatted);
    }

    /** How the tensors of a space are divided. */
    static TensorDivision division(ParameterSpace space) {
        if (!(space.parameters().get(WEIGHT) instanceof ParameterRange.Parts(var _, int count))) {
            return TensorDivision.NONE;
        }
        boolean random =
                space.parameters().get(PARTS)
                                instanceof
                                ParameterRange.Fixed(
                                        ParameterValue.Scalar(Argument.Text(String way)))
                        && way.equals("random");
        return random
                ? TensorDivision.random(count, space.maskSeed().orElse(0L))
                : TensorDivision.chunks(count);
    }
}
