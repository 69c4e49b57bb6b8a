package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.LaneSum;
import dev.merganser.recipes.method.MergeTensor;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** How the energy of a tensor's task vectors, the sum of their squares, is shared by the models. */
final class Energies {

    private Energies() {}

    /**
     * The share of each model; the shares sum to 1 and are even where there is no energy at all.
     *
     * @param ready makes the task vectors of a block, or what counts of them, out of its values
     */
    static double[] shares(MergeTensor tensor, Consumer<Block> ready) {
        double[] energies = of(tensor, ready);
        double total = DoubleStream.of(energies).sum();
        double even = 1.0 / energies.length;
        return DoubleStream.of(energies).map(x -> total > 0 ? x / total : even).toArray();
    }

    /** The sum of squares of each model. */
    static double[] of(MergeTensor tensor, Consumer<Block> ready) {
        double[] sums = new double[tensor.models().size()];
        tensor.overStretches(MergeTensor.STRETCH, stretch -> of(stretch, ready))
                .forEach(part -> Arrays.setAll(sums, m -> sums[m] + part[m]));
        return sums;
    }

    private static double[] of(MergeTensor.Stretch stretch, Consumer<Block> ready) {
        LaneSum[] squares =
                Stream.generate(LaneSum::new)
                        .limit(stretch.tensor().models().size())
                        .toArray(LaneSum[]::new);
        stretch.forEachBlock(
                block -> {
                    ready.accept(block);
                    for (int m = 0; m < squares.length; m++) {
                        float[] delta = block.model(m);
                        squares[m].addProducts(block.from(), delta, delta, block.length());
                    }
                });
        return Stream.of(squares).mapToDouble(LaneSum::total).toArray();
    }
}
