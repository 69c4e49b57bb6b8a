package dev.merganser.optimizer.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tensors of a model by where they stand, as far as their names tell.
 *
 * @param stem before the layers
 * @param layers those of each layer, the layers of each stack in order
 * @param head after the layers
 */
record ModelOutline(
        List<String> stem, SortedMap<TensorPlace.Layer, List<String>> layers, List<String> head) {

    private static final Comparator<TensorPlace.Layer> IN_ORDER =
            Comparator.comparing(TensorPlace.Layer::stack)
                    .thenComparingInt(TensorPlace.Layer::number);

    ModelOutline {
        stem = List.copyOf(stem);
        layers = Collections.unmodifiableSortedMap(layers);
        head = List.copyOf(head);
    }

    /** The outline of a model with these tensors, which keep their order. */
    static ModelOutline of(List<String> tensors) {
        List<String> stem = new ArrayList<>();
        SortedMap<TensorPlace.Layer, List<String>> layers = new TreeMap<>(IN_ORDER);
        List<String> head = new ArrayList<>();
        for (String tensor : tensors) {
            switch (TensorPlace.of(tensor)) {
                case TensorPlace.Stem _ -> stem.add(tensor);
                case TensorPlace.Layer layer ->
                        layers.computeIfAbsent(layer, _ -> new ArrayList<>()).add(tensor);
                case TensorPlace.Head _ -> head.add(tensor);
            }
        }
        return new ModelOutline(stem, layers, head);
    }
}
