package dev.merganser.optimizer.space;

import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import java.util.Optional;

/**
 * The values that a recipe gives a tensor, with mergekit's precedence: the model's own value, else
 * the one for all models, else the method's default. A gradient is read at the layer's {@link
 * LayerPositions position}.
 */
final class RecipeValues {

    private final Recipe recipe;
    private final LayerPositions positions;

    /**
     * The values of a recipe.
     *
     * @param positions of the tensors' layers
     */
    RecipeValues(Recipe recipe, LayerPositions positions) {
        this.recipe = recipe;
        this.positions = positions;
    }

    /** The value for all models. */
    Optional<Argument> of(ParameterSpec spec, String tensor) {
        return at(recipe.parameters(), spec, tensor).or(spec::defaultValue);
    }

    /** The value for one model. */
    Optional<Argument> of(ParameterSpec spec, ModelEntry entry, String tensor) {
        return at(entry.parameters(), spec, tensor).or(() -> of(spec, tensor));
    }

    /** The number around its method of that {@link AroundNumber#key}, where there is one. */
    Optional<Argument> around(String key) {
        return AroundNumber.of(key).flatMap(number -> number.in(recipe.around())).map(Argument::of);
    }

    /** Where a tensor's layer stands, from 0 to 1. */
    double position(String tensor) {
        return positions.of(tensor);
    }

    private Optional<Argument> at(Parameters parameters, ParameterSpec spec, String tensor) {
        return parameters
                .find(spec.name())
                .flatMap(value -> value.at(spec, tensor, position(tensor)));
    }
}
