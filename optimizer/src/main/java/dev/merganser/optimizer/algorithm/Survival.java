package dev.merganser.optimizer.algorithm;

import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;

/** Who lives on. A phenotype's generation is its candidate number. */
interface Survival {

    /** The survivors that breed, best first. */
    ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered();

    /** Lets one more phenotype compete. */
    void add(Phenotype<DoubleGene, Vec<double[]>> phenotype);
}
