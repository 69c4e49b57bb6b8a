package dev.merganser.optimizer.algorithm;

import java.util.random.RandomGenerator;

/**
 * Simulated binary crossover of genes in [0, 1] (Deb and Agrawal 1995).
 *
 * <p>The spread of a gene's children is bounded, so they stay in the cube; with {@link
 * Spread#MIRRORED} their mean is the mean of their parents. Jenetics has a crossover of this name
 * whose children are drawn to the middle of the range, hence this one.
 */
final class SimulatedBinaryCrossover implements Crossover {

    private static final double GENE_PROBABILITY = 0.5;

    private final double index;
    private final Spread spread;

    /**
     * A crossover.
     *
     * @param index the distribution index eta; the larger, the nearer children are to parents
     */
    SimulatedBinaryCrossover(double index, Spread spread) {
        this.index = index;
        this.spread = spread;
    }

    @Override
    public void cross(double[] first, double[] second, RandomGenerator random) {
        for (int gene = 0; gene < first.length; gene++) {
            if (random.nextDouble() < GENE_PROBABILITY) {
                cross(first, second, gene, random);
            }
        }
    }

    private void cross(double[] first, double[] second, int gene, RandomGenerator random) {
        double low = Math.min(first[gene], second[gene]);
        double high = Math.max(first[gene], second[gene]);
        double draw = random.nextDouble();
        boolean swapped = random.nextBoolean();
        if (high > low) {
            double mean = (low + high) / 2;
            double half = (high - low) / 2;
            double lower = Math.max(0, mean - half * factor(room(low, 1 - high), half, draw));
            double upper = Math.min(1, mean + half * factor(room(1 - high, low), half, draw));
            first[gene] = swapped ? upper : lower;
            second[gene] = swapped ? lower : upper;
        }
    }

    /** How much farther out than its parent a child may lie. */
    private double room(double own, double others) {
        return switch (spread) {
            case MIRRORED -> Math.min(own, others);
            case OWN -> own;
        };
    }

    /** How many times as far from the middle as its parent a child lies. */
    private double factor(double room, double half, double draw) {
        double reach = 1 + room / half;
        double scaled = draw * (2 - StrictMath.pow(reach, -(index + 1)));
        double base = scaled <= 1 ? scaled : 1 / (2 - scaled);
        return StrictMath.pow(base, 1 / (index + 1));
    }
}
