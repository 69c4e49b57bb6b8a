package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;

import java.util.List;

/**
 * {@link Pcb} once the whole model is known.
 *
 * @param standings of each model
 */
record PcbMerge(Pcb method, Balance balance, List<Standing> standings) implements BlockMethod {
    private static final double LEAST_SHARE = 1e-12;

    PcbMerge {
        standings = List.copyOf(standings);
    }

    @Override
    public MethodDescriptor descriptor() {
        return method.descriptor();
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return method.keepsEqualInputs(arguments);
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        double[] weights = tensor.arguments().doubles("weight");
        double lambda = tensor.arguments().number("lambda");
        return (block, merged) -> {
            Deltas.take(block);
            float[][] balances = balance.of(block);
            double[] sums = block.sums();
            for (int i = 0; i < block.length(); i++) {
                sums[i] = mean(block, i, balances, weights);
            }
            Deltas.addToBase(block, sums, lambda, merged);
        };
    }

    private double mean(Block deltas, int i, float[][] balances, double[] weights) {
        double sum = 0;
        double shares = 0;
        for (int m = 0; m < weights.length; m++) {
            double share = standings.get(m).of(balances[m][i]);
            sum += weights[m] * share * balance.clips().get(m).clipped(deltas.model(m)[i]);
            shares += share;
        }
        return sum / Math.max(shares, LEAST_SHARE);
    }
}
