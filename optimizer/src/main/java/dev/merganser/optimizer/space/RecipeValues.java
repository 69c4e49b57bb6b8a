package dev.merganser.optimizer.space;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values that a recipe gives a tensor, with mergekit's precedence: the model's own value, else
 * the one for all models, else the method's default. A gradient is read at the layer's place from 0
 * to 1; tensors outside the layers stand at 0, an only layer at 1.
 */
final class RecipeValues {

    private final Recipe recipe;
    private final Map<String, Double> positions;

    /**
     * The values of a recipe.
     *
     * @param positions of the tensors, from {@link #positions}
     */
    RecipeValues(Recipe recipe, Map<String, Double> positions) {
        this.recipe = recipe;
        this.positions = positions;
    }

    /** Where each tensor's layer stands, from 0 to 1. */
    static Map<String, Double> positions(Collection<String> tensors) {
        int layers = layers(tensors);
        Map<String, Double> positions = new HashMap<>();
        for (String tensor : tensors) {
            positions.put(tensor, position(tensor, layers));
        }
        return positions;
    }

    /** The value for all models. */
    Optional<Argument> of(ParameterSpec spec, String tensor) {
        return at(recipe.parameters(), spec, tensor).or(spec::defaultValue);
    }

    /** The value for one model. */
    Optional<Argument> of(ParameterSpec spec, ModelEntry entry, String tensor) {
        return at(entry.parameters(), spec, tensor).or(() -> of(spec, tensor));
    }

    /** Where a tensor's layer stands, from 0 to 1. */
    double position(String tensor) {
        return positions.getOrDefault(tensor, 0.0);
    }

    private static double position(String tensor, int layers) {
        return switch (TensorPlace.of(tensor)) {
            case TensorPlace.Layer layer ->
                    layers == 1 ? 1 : layer.number() / (double) (layers - 1);
            case TensorPlace.Stem _, TensorPlace.Head _ -> 0;
        };
    }

    private Optional<Argument> at(Parameters parameters, ParameterSpec spec, String tensor) {
        return parameters.find(spec.name()).flatMap(value -> value.at(tensor, position(tensor)));
    }

    private static int layers(Collection<String> tensors) {
        int layers = 0;
        for (String tensor : tensors) {
            if (TensorPlace.of(tensor) instanceof TensorPlace.Layer layer) {
                layers = Math.max(layers, layer.number() + 1);
            }
        }
        return layers;
    }
}
