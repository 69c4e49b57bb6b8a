package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.algorithm.GeneBlock.Switches;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Mutation of switches: each flips with the same probability, one on average; or one that is on and
 * one that is off change places, so that as many are on as before. At least one gene changes.
 */
final class SwitchMutation implements Mutation {

    private static final double EXCHANGES = 0.5;

    @Override
    public void mutate(double[] genes, RandomGenerator random) {
        int[] on = those(genes, true);
        int[] off = those(genes, false);
        if (on.length > 0 && off.length > 0 && random.nextDouble() < EXCHANGES) {
            flip(genes, on[random.nextInt(on.length)]);
            flip(genes, off[random.nextInt(off.length)]);
        } else if (!flipSome(genes, random)) {
            flip(genes, random.nextInt(genes.length));
        }
    }

    private static int[] those(double[] genes, boolean on) {
        return IntStream.range(0, genes.length)
                .filter(gene -> Switches.isOn(genes[gene]) == on)
                .toArray();
    }

    private static boolean flipSome(double[] genes, RandomGenerator random) {
        boolean flipped = false;
        for (int gene = 0; gene < genes.length; gene++) {
            if (random.nextDouble() < 1.0 / genes.length) {
                flip(genes, gene);
                flipped = true;
            }
        }
        return flipped;
    }

    private static void flip(double[] genes, int gene) {
        genes[gene] = Switches.flipped(genes[gene]);
    }
}
