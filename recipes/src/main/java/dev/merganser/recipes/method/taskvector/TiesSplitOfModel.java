package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.Sums;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * {@link TiesSplit} once the whole model has been looked at.
 *
 * @param trims of the models over all tensors
 * @param zeroIsPositive which sign a sum of 0 elects
 */
record TiesSplitOfModel(MethodDescriptor descriptor, ModelTrims trims, boolean zeroIsPositive)
        implements BlockMethod {

    static TiesSplitOfModel of(MethodDescriptor descriptor, List<MergeTensor> tensors) {
        var open = new TiesSplitOfModel(descriptor, ModelTrims.of(tensors), true);
        long balance = tensors.stream().mapToLong(open::balance).sum();
        return new TiesSplitOfModel(descriptor, open.trims, balance > 0);
    }

    /** Elements with a positive sum less those with a negative one. */
    private long balance(MergeTensor tensor) {
        List<Sparsifier> kept = trims.of(tensor);
        var balance = new LongAdder();
        tensor.overStretches(
                MergeTensor.STRETCH,
                stretch -> {
                    stretch.forEachBlock(block -> balance.add(balance(block, kept)));
                    return true;
                });
        return balance.sum();
    }

    private static long balance(Block block, List<Sparsifier> kept) {
        double[] sums = trimmedSums(block, kept);
        long balance = 0;
        for (int i = 0; i < block.length(); i++) {
            balance += (long) Math.signum(sums[i]);
        }
        return balance;
    }

    /** Leaves trimmed task vectors in the block. */
    private static double[] trimmedSums(Block block, List<Sparsifier> kept) {
        double[] sums = block.sums();
        Arrays.fill(sums, 0, block.length(), 0);
        for (int m = 0; m < kept.size(); m++) {
            block.subtractBase(m);
            kept.get(m).apply(block.from(), block.model(m), block.length());
            Sums.add(block.model(m), 1, sums, block.length());
        }
        return sums;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        List<Sparsifier> kept = trims.of(tensor);
        double[] weights = tensor.arguments().doubles("weight");
        double lambda = tensor.arguments().number("lambda");
        return (block, merged) -> {
            double[] signs = trimmedSums(block, kept);
            elect(signs, block.length());
            for (int m = 0; m < weights.length; m++) {
                keepAgreeing(block.model(m), signs, block.length());
            }
            double[] sums = signs; // signs have done their work
            Sums.weighted(block, weights, sums);
            addToBase(block.base(), sums, lambda, merged, block.length());
        };
    }

    /** 1 or −1 in place of sums. */
    private void elect(double[] sums, int count) {
        double ofZero = zeroIsPositive ? 0.5 : -0.5;
        for (int i = 0; i < count; i++) {
            sums[i] = Math.signum(Math.signum(sums[i]) + ofZero);
        }
    }

    private static void keepAgreeing(float[] delta, double[] signs, int count) {
        for (int i = 0; i < count; i++) {
            delta[i] = (float) (Math.max(delta[i] * signs[i], 0) * signs[i]);
        }
    }

    private static void addToBase(
            float[] base, double[] sums, double lambda, float[] merged, int count) {
        for (int i = 0; i < count; i++) {
            merged[i] = (float) (base[i] + sums[i] * lambda);
        }
    }
}
