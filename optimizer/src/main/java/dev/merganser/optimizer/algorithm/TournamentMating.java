package dev.merganser.optimizer.algorithm;

import io.jenetics.DoubleGene;
import io.jenetics.Optimize;
import io.jenetics.Phenotype;
import io.jenetics.Selector;
import io.jenetics.TournamentSelector;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;

import java.util.Comparator;

/** Binary tournaments: the better of two is a parent, and another one the other. */
final class TournamentMating implements Mating {

    private static final int TRIES = 32;

    @Override
    public ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents(
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered, long candidate) {
        Selector<DoubleGene, Vec<double[]>> selector =
                new TournamentSelector<>(Comparator.comparingInt(ordered::indexOf), 2);
        ISeq<Phenotype<DoubleGene, Vec<double[]>>> pair =
                selector.select(ordered, 2, Optimize.MINIMUM);
        for (int i = 0; i < TRIES && areOne(pair); i++) {
            pair = selector.select(ordered, 2, Optimize.MINIMUM);
        }
        return areOne(pair) ? pair.subSeq(0, 1) : pair;
    }

    private static boolean areOne(ISeq<Phenotype<DoubleGene, Vec<double[]>>> pair) {
        return pair.get(0).generation() == pair.get(1).generation();
    }
}
