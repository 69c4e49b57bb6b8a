package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.algorithm.GeneBlock.Switches;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Mutation of switches: each flips with the same probability, one on average; or one that is on and
 * one that is off change places, so that as many are on as before; often these are of one kind. At
 * least one gene changes.
 */
final class SwitchMutation implements Mutation {

    private static final double EXCHANGES = 0.5;
    private static final double WITHIN_KIND = 0.5;

    private final List<Integer> kinds;

    /**
     * A mutation.
     *
     * @param kinds one a switch
     */
    SwitchMutation(List<Integer> kinds) {
        this.kinds = kinds;
    }

    @Override
    public void mutate(double[] genes, RandomGenerator random) {
        int[] on = those(genes, true);
        int[] off = those(genes, false);
        if (on.length > 0 && off.length > 0 && random.nextDouble() < EXCHANGES) {
            int out = on[random.nextInt(on.length)];
            int[] in = random.nextDouble() < WITHIN_KIND ? ofKind(off, kinds.get(out)) : off;
            int[] some = in.length > 0 ? in : off;
            flip(genes, out);
            flip(genes, some[random.nextInt(some.length)]);
        } else if (!flipSome(genes, random)) {
            flip(genes, random.nextInt(genes.length));
        }
    }

    private static int[] those(double[] genes, boolean on) {
        return IntStream.range(0, genes.length)
                .filter(gene -> Switches.isOn(genes[gene]) == on)
                .toArray();
    }

    private int[] ofKind(int[] switches, int kind) {
        return Arrays.stream(switches).filter(i -> kinds.get(i) == kind).toArray();
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
