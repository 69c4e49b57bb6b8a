package dev.merganser.recipes.kinship;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Looks for permuted and locked weights, in few layers, and only where weights look strange. */
final class DisguiseFinder {

    /** Weights of relatives that are not disguised have a larger cosine. */
    static final double STRANGE = 0.5;

    private static final double SAME_PRODUCT = 0.5;
    private static final double CLEAR_GAP = 0.3;
    private static final int LAYERS = 3;

    private DisguiseFinder() {}

    /**
     * The disguises among the matrices of two models.
     *
     * @param headDim rows of one attention head, where the configuration tells
     */
    static List<Disguise> find(List<Matrix> matrices, OptionalInt headDim) {
        List<Layer> layers = layers(matrices);
        List<Disguise> found = new ArrayList<>();
        for (Pairing pairing : Pairing.values()) {
            find(layers, pairing, headDim).ifPresent(found::add);
        }
        return found;
    }

    private static List<Layer> layers(List<Matrix> matrices) {
        Map<String, Map<Role, Matrix>> layers = new LinkedHashMap<>();
        for (Matrix matrix : matrices) {
            Role.of(matrix.name())
                    .ifPresent(
                            place ->
                                    layers.computeIfAbsent(
                                                    place.layer(), _ -> new EnumMap<>(Role.class))
                                            .put(place.role(), matrix));
        }
        return layers.entrySet().stream()
                .map(layer -> new Layer(layer.getKey(), layer.getValue()))
                .toList();
    }

    private static Optional<Disguise> find(
            List<Layer> layers, Pairing pairing, OptionalInt headDim) {
        List<Layer> strange =
                layers.stream()
                        .filter(layer -> layer.direct(pairing).filter(c -> c < STRANGE).isPresent())
                        .toList();
        List<Disguise> each =
                some(strange).stream()
                        .flatMap(layer -> disguise(layer, pairing, headDim).stream())
                        .toList();
        return each.isEmpty() || each.size() < some(strange).size()
                ? Optional.empty()
                : Optional.of(all(pairing, each));
    }

    /** The first, the middle and the last. */
    private static List<Layer> some(List<Layer> layers) {
        int last = layers.size() - 1;
        return last < LAYERS
                ? layers
                : List.of(layers.getFirst(), layers.get(last / 2), layers.getLast());
    }

    private static Optional<Disguise> disguise(Layer layer, Pairing pairing, OptionalInt headDim) {
        double direct = layer.direct(pairing).orElseThrow();
        return layer.product(pairing, headDim)
                .filter(product -> product > SAME_PRODUCT && product - direct > CLEAR_GAP)
                .map(product -> new Disguise(pairing, 1, direct, product));
    }

    private static Disguise all(Pairing pairing, List<Disguise> each) {
        return new Disguise(
                pairing,
                each.size(),
                each.stream().mapToDouble(Disguise::direct).max().orElseThrow(),
                each.stream().mapToDouble(Disguise::product).min().orElseThrow());
    }
}
