package dev.merganser.optimizer.space;

import java.util.ArrayList;
import java.util.List;

/** Which layers a path has between its pinned ends, as genes, both ways. Immutable. */
interface PathGenes {

    /** How many slots there are, each with one gene. */
    int slots();

    /** What layer of the pool each slot has; empty where that is for its gene to say. */
    List<Integer> layers();

    /** The layers between the pinned ones. */
    List<PathStep> decode(List<Double> genes);

    /**
     * Slots for layers in order.
     *
     * @param wanted steps without slots
     */
    List<PathStep> place(List<PathStep> wanted) throws NotExpressible;

    /** The genes of steps in slots. */
    List<Double> encode(List<PathStep> placed);

    /** What a slot's gene stands for, in words. */
    String name(int slot);

    /** How long a path may be. */
    static void requireLength(int found, int most) throws NotExpressible {
        if (found > most) {
            throw new NotExpressible(
                    "its path must have at most %d layers, found %d".formatted(most, found));
        }
    }

    /** So many times one gene. */
    static List<Double> all(int count, double gene) {
        List<Double> genes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            genes.add(gene);
        }
        return genes;
    }
}
