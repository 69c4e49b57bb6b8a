package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.Piece;
import dev.merganser.recipes.method.taskvector.Sparsifier;
import dev.merganser.recipes.method.taskvector.Trim;

import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * The elements of a tensor at which task vectors differ most: those of the largest variance across
 * the models, the lower index among equals. Elements at which no two differ are never among them.
 *
 * @param kept keeps the standard deviations of the selected elements
 * @param count how many are selected
 */
record Selection(Sparsifier kept, long count) {

    /**
     * Selects ⌊share · n⌋ of the n elements at which task vectors differ.
     *
     * @param deltas makes task vectors out of a block's values
     */
    static Selection of(MergeTensor tensor, double share, Consumer<Block> deltas) {
        long wanted = (long) (share * differing(tensor, deltas));
        Sparsifier kept =
                Trim.keepingLargest(
                        wanted,
                        tensor.elements(),
                        piece -> forEachDeviation(tensor, deltas, piece));
        return new Selection(kept, wanted);
    }

    private static long differing(MergeTensor tensor, Consumer<Block> deltas) {
        return tensor
                .overStretches(MergeTensor.STRETCH, stretch -> differing(stretch, deltas))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long differing(MergeTensor.Stretch stretch, Consumer<Block> deltas) {
        LongStream.Builder counts = LongStream.builder();
        stretch.forEachBlock(
                block -> {
                    deltas.accept(block);
                    counts.add(differing(deviations(block)));
                });
        return counts.build().sum();
    }

    private static int differing(float[] deviations) {
        int differing = 0;
        for (float deviation : deviations) {
            differing += deviation == 0 ? 0 : 1;
        }
        return differing;
    }

    private static void forEachDeviation(MergeTensor tensor, Consumer<Block> deltas, Piece piece) {
        tensor.forEachBlock(
                block -> {
                    deltas.accept(block);
                    piece.accept(block.from(), deviations(block), block.length());
                });
    }

    /** Sets to 0 what the task vectors of a block have elsewhere. */
    void apply(Block block) {
        float[] deviations = deviations(block);
        kept.apply(block.from(), deviations, block.length());
        for (int m = 0; m < block.models(); m++) {
            drop(block.model(m), deviations);
        }
    }

    private static void drop(float[] delta, float[] deviations) {
        for (int i = 0; i < deviations.length; i++) {
            delta[i] = deviations[i] == 0 ? 0 : delta[i];
        }
    }

    /** Standard deviations across the models, which do not underflow as variances would. */
    private static float[] deviations(Block block) {
        float[] deviations = new float[block.length()];
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = deviation(block, i);
        }
        return deviations;
    }

    private static float deviation(Block block, int i) {
        int models = block.models();
        double sum = 0;
        for (int m = 0; m < models; m++) {
            sum += block.model(m)[i];
        }
        double mean = sum / models;
        double squares = 0;
        for (int m = 0; m < models; m++) {
            double distance = block.model(m)[i] - mean;
            squares += distance * distance;
        }
        return (float) Math.sqrt(squares / models);
    }
}
