package dev.merganser.recipes.plan;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.layer.LayerName;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What weights of a layer path are multiplied by, so that they do what the path's scales would; see
 * docs/data-flow.md. All others stay as they are.
 *
 * @param byPosition for layers of the path, counted from 0: finite factors of tensors, by their
 *     names within the layer, such as {@code mlp.down_proj.weight}
 */
public record LayerFactors(Map<Integer, Map<String, Double>> byPosition) {

    /** Every weight as it is. */
    public static final LayerFactors NONE = new LayerFactors(Map.of());

    public LayerFactors {
        Map<Integer, Map<String, Double>> copy = new HashMap<>();
        byPosition.forEach((position, factors) -> copy.put(position, Map.copyOf(factors)));
        byPosition = Map.copyOf(copy);
        byPosition.values().forEach(factors -> factors.forEach(LayerFactors::requireFinite));
    }

    private static void requireFinite(String tensor, double factor) {
        if (!Double.isFinite(factor)) {
            throw new IllegalArgumentException(
                    "The factor of '%s' must be finite, found %s".formatted(tensor, factor));
        }
    }

    /** That there are none, where a path needs some. */
    public static WrongUseException missing() {
        return new WrongUseException(
                "The scales of a layer_path have no place among plain weights, and to fold them into some the models' graph is needed. Maybe give --graph G.onnx.");
    }

    /** The factor of a tensor of the path. */
    double of(String tensor) {
        return LayerName.of(tensor)
                .map(name -> of(name.layer()).getOrDefault(name.rest(), 1.0))
                .orElse(1.0);
    }

    /** The factors of a layer of the path. */
    Map<String, Double> of(int position) {
        return byPosition.getOrDefault(position, Map.of());
    }

    /** Refuses factors of tensors that the path does not have. */
    void requireIn(Collection<String> tensors) {
        Map<Integer, Set<String>> known = new HashMap<>();
        for (String tensor : tensors) {
            LayerName.of(tensor)
                    .ifPresent(
                            name ->
                                    known.computeIfAbsent(name.layer(), _ -> new HashSet<>())
                                            .add(name.rest()));
        }
        byPosition.forEach(
                (position, factors) ->
                        factors.keySet().stream()
                                .filter(
                                        name ->
                                                !known.getOrDefault(position, Set.of())
                                                        .contains(name))
                                .forEach(name -> refuse(position, name)));
    }

    private static void refuse(int position, String tensor) {
        throw new IllegalArgumentException(
                "Layer %d of the path has no tensor %s to multiply"
                        .formatted(position, Quoted.text(tensor)));
    }
}
