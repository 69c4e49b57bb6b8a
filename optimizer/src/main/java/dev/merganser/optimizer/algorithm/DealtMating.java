package dev.merganser.optimizer.algorithm;

import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Deals parents like cards, so that all breed equally often: those that breed are shuffled, each
 * candidate takes the next two, and they are shuffled again when none are left. Depends on the
 * candidate's number and on how many breed.
 *
 * @param seed of the run
 */
record DealtMating(long seed) implements Mating {

    private static final String STREAM = "dealt-parents";

    @Override
    public ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents(
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered, long candidate) {
        int pairs = ordered.size() / 2;
        if (pairs == 0) {
            return ordered;
        }
        List<Integer> deck = deck(ordered.size(), candidate / pairs);
        int first = 2 * Math.toIntExact(candidate % pairs);
        return ISeq.of(ordered.get(deck.get(first)), ordered.get(deck.get(first + 1)));
    }

    private List<Integer> deck(int size, long number) {
        List<Integer> deck = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(deck, Streams.of(seed, STREAM, number));
        return deck;
    }
}
