package dev.merganser.optimizer.algorithm;

import java.util.random.RandomGenerator;

/** Crossovers that exchange genes as they are. */
final class Exchanges {

    private Exchanges() {}

    /** Of each gene with one half (uniform crossover, Syswerda 1989). */
    static Crossover uniform() {
        return (first, second, random) -> {
            for (int gene = 0; gene < first.length; gene++) {
                if (random.nextBoolean()) {
                    exchange(first, second, gene);
                }
            }
        };
    }

    /** Of the places between two cuts of a sequence, with their numbers. */
    static Crossover betweenCuts(GeneBlock.Steps steps) {
        return (first, second, random) -> betweenCuts(first, second, steps.places(), random);
    }

    private static void betweenCuts(
            double[] first, double[] second, int places, RandomGenerator random) {
        int from = random.nextInt(places);
        int to = from + 1 + random.nextInt(places - from);
        for (int gene = 0; gene < first.length; gene++) {
            if (gene % places >= from && gene % places < to) {
                exchange(first, second, gene);
            }
        }
    }

    private static void exchange(double[] first, double[] second, int gene) {
        double kept = first[gene];
        first[gene] = second[gene];
        second[gene] = kept;
    }
}
