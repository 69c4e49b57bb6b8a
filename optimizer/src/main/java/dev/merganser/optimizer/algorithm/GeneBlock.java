package dev.merganser.optimizer.algorithm;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Neighbouring genes that are drawn, crossed and mutated in one way. All genes are in [0, 1]. */
public sealed interface GeneBlock {

    /** How many genes it has, at least 1. */
    int size();

    /**
     * The value of a gene that is drawn at random.
     *
     * @param gene counted from the first of the block
     * @param draw uniform in [0, 1)
     */
    double drawn(int gene, double draw);

    /**
     * Numbers: drawn uniformly, crossed by simulated binary crossover or on a line, mutated
     * polynomially.
     *
     * @param rate how often a gene mutates, in (0, 1]
     */
    record Numbers(int size, double rate) implements GeneBlock {
        public Numbers {
            requireSize(size);
            if (!(rate > 0 && rate <= 1)) {
                throw new IllegalArgumentException("A rate must be in (0, 1], found " + rate);
            }
        }

        /** Numbers of which one mutates on average. */
        public static Numbers of(int size) {
            return new Numbers(size, 1.0 / Math.max(1, size));
        }

        @Override
        public double drawn(int gene, double draw) {
            return draw;
        }
    }

    /**
     * Switches, on where a gene is above one half: crossed one by one, mutated by flips and by
     * exchanges of one that is on for one that is off.
     *
     * @param share how many are on in a random draw, in [0, 1]
     * @param kinds one a switch: those of one kind are rather exchanged for each other
     */
    record Switches(int size, double share, List<Integer> kinds) implements GeneBlock {

        /** The gene of a switch that is on: CMA-ES flips it at two steps of the usual size. */
        public static final double ON = 0.7;

        /** The gene of a switch that is off. */
        public static final double OFF = 0.3;

        public Switches {
            requireSize(size);
            requireShare(share);
            kinds = List.copyOf(kinds);
            requireKinds(kinds, size);
        }

        /** Switches of one kind. */
        public Switches(int size, double share) {
            this(size, share, Collections.nCopies(size, 0));
        }

        /** Whether a gene switches on. */
        public static boolean isOn(double gene) {
            return gene > 0.5;
        }

        /** The gene of the other position, as far from the middle. */
        static double flipped(double gene) {
            double mirrored = 1 - gene;
            return isOn(gene) || isOn(mirrored) ? mirrored : ON;
        }

        @Override
        public double drawn(int gene, double draw) {
            double off = 1 - share;
            return draw < off ? 0.5 * draw / off : 1 - 0.5 * (1 - draw) / share;
        }
    }

    /**
     * A sequence in so many places, each with one of some choices or empty; maybe a number to each.
     * The genes of the places come first, then their numbers. Crossed between two places, mutated
     * by inserting, deleting, replacing and swapping.
     *
     * @param share how many places are filled in a random draw, in [0, 1]
     * @param number the gene of the number of a choice that is inserted; empty: there are no
     *     numbers
     * @param kinds one a choice: those of one kind rather replace each other
     */
    record Steps(int places, int choices, double share, OptionalDouble number, List<Integer> kinds)
            implements GeneBlock {

        /** The gene of an empty place. */
        public static final double EMPTY = 0.25;

        public Steps {
            requireSize(places);
            requireSize(choices);
            requireShare(share);
            kinds = List.copyOf(kinds);
            requireKinds(kinds, choices);
        }

        /** Choices of one kind. */
        public Steps(int places, int choices, double share, OptionalDouble number) {
            this(places, choices, share, number, Collections.nCopies(choices, 0));
        }

        @Override
        public int size() {
            return number.isPresent() ? 2 * places : places;
        }

        /** The choice, counted from 0, that a gene stands for; empty for an empty place. */
        public OptionalInt choice(double gene) {
            return gene <= 0.5
                    ? OptionalInt.empty()
                    : OptionalInt.of(Math.min((int) ((2 * gene - 1) * choices), choices - 1));
        }

        /** The gene of a choice. */
        public double gene(int choice) {
            return 0.5 + (choice + 0.5) / (2 * choices);
        }

        @Override
        public double drawn(int gene, double draw) {
            return gene < places ? new Switches(1, share).drawn(0, draw) : draw;
        }
    }

    private static void requireKinds(List<Integer> kinds, int size) {
        if (kinds.size() != size) {
            throw new IllegalArgumentException(
                    "There must be %d kinds, found %d".formatted(size, kinds.size()));
        }
    }

    private static void requireSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A block needs at least 1 gene, found " + size);
        }
    }

    private static void requireShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("A share must be in [0, 1], found " + share);
        }
    }
}
