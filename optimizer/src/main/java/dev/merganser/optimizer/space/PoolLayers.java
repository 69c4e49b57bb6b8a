package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.PathLayer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All layers of a pool in order, model by model. */
final class PoolLayers {

    private final List<PathLayer> layers = new ArrayList<>();

    /**
     * The layers of a pool.
     *
     * @param models the pool
     * @param counts how many layers each model has, at least 1
     */
    PoolLayers(List<String> models, Map<String, Integer> counts) {
        for (String model : models) {
            int count = counts.getOrDefault(model, 0);
            if (count < 1) {
                throw new WrongUseException(
                        "Each model of a data-flow space needs at least one layer, found %d in '%s'."
                                .formatted(count, model));
            }
            for (int layer = 0; layer < count; layer++) {
                layers.add(PathLayer.of(model, layer));
            }
        }
    }

    int size() {
        return layers.size();
    }

    /** A layer without a scale. */
    PathLayer get(int number) {
        return layers.get(number);
    }

    /** The number of a layer, from 0; -1 where the pool has none such. */
    int indexOf(String model, int layer) {
        return layers.indexOf(PathLayer.of(model, layer));
    }

    /** The numbers of a model's layers. */
    List<Integer> of(String model) {
        List<Integer> found = new ArrayList<>();
        for (int number = 0; number < layers.size(); number++) {
            if (layers.get(number).model().equals(model)) {
                found.add(number);
            }
        }
        return found;
    }

    /** How high a layer stands in its model, as a layer of a model of so many layers. */
    int height(int number, int depth) {
        int own = of(get(number).model()).size();
        return own == 1 ? 0 : (int) Math.round(get(number).layer() * (depth - 1.0) / (own - 1));
    }

    /** A layer in words. */
    String name(int number) {
        return "layer %d of %s".formatted(get(number).layer(), get(number).model());
    }
}
