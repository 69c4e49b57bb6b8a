package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.vector.TensorDivision;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A parameter space: which merges of whole models are candidates.
 *
 * @param methods merge methods to choose from; more than one make a gene
 * @param granularity which tensors share their values
 * @param parameters what is searched or fixed, by the name of a parameter of the methods; a method
 *     uses its default of those that are left out
 * @param around what recipes do around their method
 * @param outDtype the type in which merged models are stored and scored
 * @param maskSeed the seed of random masks, for methods that draw some
 */
public record ParameterSpace(
        List<String> methods,
        Granularity granularity,
        Map<String, ParameterRange> parameters,
        AroundSpace around,
        Optional<DType> outDtype,
        Optional<Long> maskSeed)
        implements SpaceSettings {

    public ParameterSpace {
        methods = List.copyOf(methods);
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        if (methods.isEmpty() || new HashSet<>(methods).size() < methods.size()) {
            throw new WrongUseException(
                    "A space needs at least one merge method, and each once, found " + methods);
        }
    }

    /** Settings of one or more methods, with weights from 0 to 1.5 and nothing else searched. */
    public static ParameterSpace of(Granularity granularity, String... methods) {
        return new ParameterSpace(
                List.of(methods),
                granularity,
                Map.of("weight", ParameterRange.between(0, 1.5)),
                AroundSpace.NONE,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Refuses values that the merge methods do not take.
     *
     * @param experts how many are merged
     */
    @Override
    public void check(int experts) {
        var _ = new MethodChoices(this, experts);
    }

    /** How tensors are divided into parts that have weights of their own. */
    public TensorDivision division() {
        return Linearity.division(this);
    }

    /** The same with the range of one parameter set. */
    public ParameterSpace with(String parameter, ParameterRange range) {
        Map<String, ParameterRange> changed = new TreeMap<>(parameters);
        changed.put(parameter, range);
        return new ParameterSpace(methods, granularity, changed, around, outDtype, maskSeed);
    }

    /** The same with recipes that do so around their method. */
    public ParameterSpace withAround(AroundSpace surroundings) {
        return new ParameterSpace(
                methods, granularity, parameters, surroundings, outDtype, maskSeed);
    }

    /** The same with merged models stored in another type. */
    public ParameterSpace withOutDtype(DType type) {
        return new ParameterSpace(
                methods, granularity, parameters, around, Optional.of(type), maskSeed);
    }

    /** The same with another seed of random masks. */
    public ParameterSpace withMaskSeed(long seed) {
        return new ParameterSpace(
                methods, granularity, parameters, around, outDtype, Optional.of(seed));
    }

    @Override
    public List<String> files() {
        return methods.stream()
                .flatMap(name -> MergeMethods.named(name).descriptor().files().stream())
                .flatMap(spec -> Stream.ofNullable(parameters.get(spec.name())))
                .flatMap(ParameterSpace::values)
                .flatMap(
                        value ->
                                value instanceof ParameterValue.Scalar(Argument.Text(String file))
                                        ? Stream.of(file)
                                        : Stream.empty())
                .distinct()
                .toList();
    }

    private static Stream<ParameterValue.Setting> values(ParameterRange range) {
        return switch (range) {
            case ParameterRange.Fixed(var value) -> Stream.of(value);
            case ParameterRange.Each(var byExpert) -> byExpert.values().stream();
            case ParameterRange.Choice(var all) -> all.stream().map(ParameterValue.Scalar::new);
            case ParameterRange.Gene _, ParameterRange.Parts _ -> Stream.empty();
        };
    }
}
