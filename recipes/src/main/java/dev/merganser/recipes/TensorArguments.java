package dev.merganser.recipes;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The arguments of a method for each tensor, from the parameters of a recipe. */
final class TensorArguments {

    private final MethodDescriptor method;
    private final Parameters global;
    private final List<ModelEntry> models;
    private final Optional<Arguments> sameForAll;

    /**
     * @param models the models that are merged, the base not among them where the method uses one
     */
    TensorArguments(MethodDescriptor method, Parameters global, List<ModelEntry> models) {
        this.method = method;
        this.global = global;
        this.models = models;
        this.sameForAll = isSameForAll() ? Optional.of(resolved("", 0)) : Optional.empty();
    }

    private boolean isSameForAll() {
        return Stream.concat(Stream.of(global), models.stream().map(ModelEntry::parameters))
                .flatMap(parameters -> parameters.values().values().stream())
                .allMatch(ParameterValue.Scalar.class::isInstance);
    }

    Arguments of(AlignedTensor.Merged tensor) {
        return sameForAll.orElseGet(() -> resolvedFor(tensor));
    }

    /**
     * After the checks of the recipe alone, a value can only be missing where no filter matched.
     */
    private Arguments resolvedFor(AlignedTensor.Merged tensor) {
        try {
            return resolved(tensor.info().name(), tensor.position());
        } catch (WrongUseException e) {
            throw new WrongUseException(
                    "For tensor '%s': %s Maybe its filters need a last rule without a filter."
                            .formatted(tensor.info().name(), e.getMessage()),
                    e);
        }
    }

    private Arguments resolved(String tensor, double position) {
        List<Map<String, Argument>> own = new ArrayList<>();
        for (ModelEntry model : models) {
            own.add(values(model.parameters(), tensor, position));
        }
        return Arguments.resolve(method, values(global, tensor, position), own);
    }

    private static Map<String, Argument> values(
            Parameters parameters, String tensor, double position) {
        Map<String, Argument> values = new HashMap<>();
        parameters
                .values()
                .forEach(
                        (name, value) ->
                                value.at(tensor, position)
                                        .ifPresent(argument -> values.put(name, argument)));
        return values;
    }
}
