package dev.merganser.recipes.plan;

import dev.merganser.recipes.align.AlignedTensor;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The arguments of a method for each tensor, from the parameters of a recipe. The levels are asked
 * from the innermost outwards: a source's own, its slice's, its module's, the recipe's; a level
 * whose filters all fail says nothing. Filters see the name that the model has for the tensor where
 * a parameter is of one model, and the merged model's name where it is for all: mergekit's rule.
 */
final class TensorArguments {

    private final MethodDescriptor method;
    private final List<PartParameters> parts;
    private final List<Optional<Arguments>> sameForAll;

    /** One element for each part of the recipe. */
    TensorArguments(MethodDescriptor method, List<PartParameters> parts) {
        this.method = method;
        this.parts = parts;
        this.sameForAll = parts.stream().map(this::sameForAll).toList();
    }

    private Optional<Arguments> sameForAll(PartParameters part) {
        boolean scalars =
                Stream.concat(part.outer().stream(), part.own().stream())
                        .flatMap(parameters -> parameters.values().values().stream())
                        .allMatch(ParameterValue.Scalar.class::isInstance);
        return scalars ? Optional.of(resolved(part, List.of(), "", 0)) : Optional.empty();
    }

    Arguments of(AlignedTensor.Merged tensor) {
        Arguments arguments = sameForAll.get(tensor.part()).orElseGet(() -> resolvedFor(tensor));
        for (int model : tensor.leftOut()) {
            arguments = arguments.with(model, "weight", 0);
        }
        return arguments;
    }

    /**
     * After the checks of the recipe alone, a value can only be missing where no filter matched.
     */
    private Arguments resolvedFor(AlignedTensor.Merged tensor) {
        try {
            return resolved(
                    parts.get(tensor.part()),
                    tensor.namesInModels(),
                    tensor.info().name(),
                    tensor.position());
        } catch (WrongUseException e) {
            throw new WrongUseException(
                    "For tensor '%s': %s Maybe its filters need a last rule without a filter."
                            .formatted(tensor.info().name(), e.getMessage()),
                    e);
        }
    }

    /**
     * The values at one place.
     *
     * @param names what each model calls the tensor; none where no value asks for it
     */
    private Arguments resolved(
            PartParameters part, List<String> names, String merged, double position) {
        List<Map<String, Argument>> own = new ArrayList<>();
        for (int i = 0; i < part.own().size(); i++) {
            List<Parameters> levels = new ArrayList<>(List.of(part.own().get(i)));
            levels.addAll(part.outer());
            String name = names.isEmpty() ? merged : names.get(i);
            own.add(values(Scope.MODEL, levels, name, position));
        }
        return Arguments.resolve(method, values(Scope.GLOBAL, part.outer(), merged, position), own);
    }

    private Map<String, Argument> values(
            Scope scope, List<Parameters> levels, String tensor, double position) {
        Map<String, Argument> values = new HashMap<>();
        for (ParameterSpec spec : method.parameters()) {
            if (spec.scope() == scope) {
                first(spec, levels, tensor, position)
                        .ifPresent(value -> values.put(spec.name(), value));
            }
        }
        return values;
    }

    private static Optional<Argument> first(
            ParameterSpec spec, List<Parameters> levels, String tensor, double position) {
        return levels.stream()
                .flatMap(level -> level.find(spec.name()).stream())
                .flatMap(value -> value.at(spec, tensor, position).stream())
                .findFirst();
    }
}
