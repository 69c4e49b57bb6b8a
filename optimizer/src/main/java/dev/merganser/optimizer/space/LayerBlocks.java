package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Blocks of neighbouring layers by how far the experts are from the base in each, as {@link
 * BlockPartition} divides them. Layers are those of granularity {@code layer}, the stem and the
 * head among them; what has no float tensor goes with the layer before it, or else after it.
 *
 * <p>The norm of a layer is the root mean square over the experts of ‖τₗ‖ / ‖τ‖: the norm of an
 * expert's task vector in the layer relative to its norm in all, so that each expert counts alike
 * however far it went. Experts that are equal to the base do not count.
 */
final class LayerBlocks {

    private static final int SHOWN = 5;

    private final int count;
    private final List<TensorGroup> layers;
    private final Map<String, List<Double>> squares;

    private LayerBlocks(int count, List<TensorGroup> layers, Map<String, List<Double>> squares) {
        this.count = count;
        this.layers = withFloats(layers, squares);
        this.squares = squares;
    }

    /**
     * The blocks of the models that are merged, in order.
     *
     * @throws WrongUseException where there are fewer layers than blocks
     */
    static List<LayerBlock> of(int count, ModelFacts models) {
        List<TensorGroup> layers =
                LayerGroups.ofSize(1, ModelOutline.of(models.tensors())).stream()
                        .filter(layer -> !layer.tensors().isEmpty())
                        .toList();
        requireAtMost(count, layers);
        return new LayerBlocks(count, layers, models.vectors().squaredNorms()).blocks();
    }

    private static void requireAtMost(int count, List<TensorGroup> layers) {
        if (count > layers.size()) {
            throw new WrongUseException(
                    "granularity auto(n) needs at least as many layers as blocks, found auto(%d) for %d layers: %s. Maybe take fewer, or granularity layer."
                            .formatted(count, layers.size(), names(layers)));
        }
    }

    private static String names(List<TensorGroup> layers) {
        return layers.size() <= SHOWN
                ? layers.stream().map(TensorGroup::name).collect(Collectors.joining(", "))
                : names(layers.subList(0, 2))
                        + ", …, "
                        + names(layers.subList(layers.size() - 2, layers.size()));
    }

    private static List<TensorGroup> withFloats(
            List<TensorGroup> layers, Map<String, List<Double>> squares) {
        List<TensorGroup> kept = new ArrayList<>();
        List<String> waiting = List.of();
        for (TensorGroup layer : layers) {
            if (layer.tensors().stream().anyMatch(squares::containsKey)) {
                kept.add(new TensorGroup(layer.name(), joined(waiting, layer.tensors())));
                waiting = List.of();
            } else if (kept.isEmpty()) {
                waiting = joined(waiting, layer.tensors());
            } else {
                TensorGroup before = kept.removeLast();
                kept.add(new TensorGroup(before.name(), joined(before.tensors(), layer.tensors())));
            }
        }
        return kept;
    }

    private static List<String> joined(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private List<LayerBlock> blocks() {
        requireAtMost(count, layers);
        double[] norms = norms();
        List<Integer> starts = BlockPartition.of(norms, count).starts();
        List<LayerBlock> blocks = new ArrayList<>();
        for (int block = 0; block < count; block++) {
            int end = block + 1 < count ? starts.get(block + 1) : layers.size();
            blocks.add(block(starts.get(block), end, norms));
        }
        return blocks;
    }

    private LayerBlock block(int start, int end, double[] norms) {
        List<TensorGroup> own = layers.subList(start, end);
        return new LayerBlock(
                name(own.getFirst().name(), own.getLast().name()),
                IntStream.range(start, end)
                        .mapToObj(i -> new LayerBlock.Layer(layers.get(i).name(), norms[i]))
                        .toList(),
                own.stream().flatMap(layer -> layer.tensors().stream()).toList());
    }

    /** The last layer by its number alone where it is of the same stack. */
    private static String name(String first, String last) {
        if (first.equals(last)) {
            return first;
        }
        String stack = first.replaceFirst("\\d+$", "");
        boolean isSameStack = !stack.equals(first) && last.matches("\\Q" + stack + "\\E\\d+");
        return first + "-" + (isSameStack ? last.substring(stack.length()) : last);
    }

    private double[] norms() {
        int experts = squares.values().stream().mapToInt(List::size).max().orElse(0);
        double[] shares = new double[layers.size()];
        int counted = 0;
        for (int expert = 0; expert < experts; expert++) {
            double[] own = squares(expert);
            double all = IntStream.range(0, own.length).mapToDouble(i -> own[i]).sum();
            if (all > 0) {
                counted++;
                for (int layer = 0; layer < own.length; layer++) {
                    shares[layer] += own[layer] / all;
                }
            }
        }
        for (int layer = 0; layer < shares.length; layer++) {
            shares[layer] = counted == 0 ? 0 : Math.sqrt(shares[layer] / counted);
        }
        return shares;
    }

    /** Squared norms of an expert's task vector by layer. */
    private double[] squares(int expert) {
        double[] sums = new double[layers.size()];
        for (int layer = 0; layer < sums.length; layer++) {
            for (String tensor : layers.get(layer).tensors()) {
                List<Double> ofExperts = squares.get(tensor);
                sums[layer] += ofExperts == null ? 0 : ofExperts.get(expert);
            }
        }
        return sums;
    }
}
