package dev.merganser.optimizer.algorithm;

import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;

/** Chooses parents; may draw from the registered generator. */
interface Mating {

    /**
     * The parents of a candidate.
     *
     * @param ordered those that breed, best first, at least one
     * @return two, or one where there are no two
     */
    ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents(
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered, long candidate);
}
