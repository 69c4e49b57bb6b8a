package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;

/**
 * Adds to the base what one model alone has changed, times its factor, or the mean of what several
 * have changed.
 */
final class RamKernel implements BlockKernel {
    private final double epsilon;
    private final double[] factors;

    /**
     * @param factors one for each model
     */
    RamKernel(double epsilon, double[] factors) {
        this.epsilon = epsilon;
        this.factors = factors.clone();
    }

    /** How many models have changed an element of a block of task vectors. */
    static int changes(Block block, int i, double epsilon) {
        int changes = 0;
        for (int m = 0; m < block.models(); m++) {
            changes += Math.abs(block.model(m)[i]) > epsilon ? 1 : 0;
        }
        return changes;
    }

    @Override
    public void merge(Block block, float[] merged) {
        Deltas.take(block);
        double[] sums = block.sums();
        for (int i = 0; i < block.length(); i++) {
            int changes = changes(block, i, epsilon);
            sums[i] = changes > 1 ? sum(block, i) / changes : alone(block, i);
        }
        Deltas.addToBase(block, sums, 1, merged);
    }

    private double sum(Block block, int i) {
        double sum = 0;
        for (int m = 0; m < factors.length; m++) {
            double delta = block.model(m)[i];
            sum += Math.abs(delta) > epsilon ? delta : 0;
        }
        return sum;
    }

    /** The only change, or 0 where there is none. */
    private double alone(Block block, int i) {
        for (int m = 0; m < factors.length; m++) {
            double delta = block.model(m)[i];
            if (Math.abs(delta) > epsilon) {
                return factors[m] * delta;
            }
        }
        return 0;
    }
}
