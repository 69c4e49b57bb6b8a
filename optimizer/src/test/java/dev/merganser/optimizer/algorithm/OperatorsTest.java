package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenetics.Alterer;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

class OperatorsTest {

    private static final Alterer<DoubleGene, Double> CROSSOVER =
            new CrossoverAlterer<>(1, new SimulatedBinaryCrossover(15, Spread.MIRRORED));

    private static double[][] children(double[] first, double[] second, long seed) {
        return children(CROSSOVER, first, second, seed);
    }

    private static double[][] children(
            Alterer<DoubleGene, Double> crossover, double[] first, double[] second, long seed) {
        ISeq<Phenotype<DoubleGene, Double>> children =
                RandomRegistry.with(Streams.of(seed, "test", 1))
                        .call(
                                () ->
                                        crossover.alter(
                                                ISeq.of(phenotype(first), phenotype(second)), 7))
                        .population();
        return new double[][] {
            Genotypes.array(children.get(0).genotype()), Genotypes.array(children.get(1).genotype())
        };
    }

    private static Phenotype<DoubleGene, Double> phenotype(double[] genes) {
        return Phenotype.of(Genotypes.of(genes), 1);
    }

    @Test
    void equalParentsHaveEqualChildren() {
        double[] parent = {0.8, 0, 1, 0.3};
        for (int seed = 0; seed < 50; seed++) {
            assertThat(children(parent, parent, seed))
                    .isDeepEqualTo(new double[][] {parent, parent});
        }
    }

    @Test
    void theChildrensMeanIsTheParentsMeanAndTheyStayInTheCube() {
        for (int seed = 0; seed < 300; seed++) {
            RandomGenerator random = Streams.of(seed, "parents", 0);
            double[] first = random.doubles(20).toArray();
            double[] second = random.doubles(20).toArray();
            double[][] children = children(first, second, seed);
            for (int i = 0; i < first.length; i++) {
                assertThat(children[0][i] + children[1][i])
                        .isCloseTo(first[i] + second[i], within(1e-12));
                assertThat(children[0][i]).isBetween(0.0, 1.0);
                assertThat(children[1][i]).isBetween(0.0, 1.0);
            }
        }
    }

    @Test
    void childrenLieBothBetweenAndBeyondTheirParents() {
        double[] first = new double[40];
        double[] second = new double[40];
        Arrays.fill(first, 0.4);
        Arrays.fill(second, 0.6);
        double[] child = children(first, second, 3)[0];
        assertThat(Arrays.stream(child)).anyMatch(gene -> gene > 0.4 && gene < 0.6);
        assertThat(Arrays.stream(child)).anyMatch(gene -> gene < 0.4 || gene > 0.6);
    }

    /**
     * Of parents at 0 and .4 the lower child has nowhere to go: it lies between them, and the other
     * one as far beyond .4 as chance has it. Mirrored, no child lies beyond.
     */
    @Test
    void aParentOnItsBoundHoldsTheOtherChildBackOnlyWhereChildrenAreMirrored() {
        double[] first = new double[200];
        double[] second = new double[200];
        Arrays.fill(second, 0.4);
        double[][] own =
                children(
                        new CrossoverAlterer<>(1, new SimulatedBinaryCrossover(15, Spread.OWN)),
                        first,
                        second,
                        3);
        double[][] mirrored = children(first, second, 3);
        int beyond = 0;
        for (int i = 0; i < first.length; i++) {
            double lower = Math.min(own[0][i], own[1][i]);
            double upper = Math.max(own[0][i], own[1][i]);
            assertThat(lower).isBetween(0.0, 0.4);
            assertThat(upper).isBetween(lower, 1.0);
            beyond += upper > 0.4 ? 1 : 0;
            assertThat(Math.max(mirrored[0][i], mirrored[1][i])).isLessThanOrEqualTo(0.4);
        }
        // of some 100 genes that are crossed nearly half
        assertThat(beyond).isBetween(30, 70);
    }

    @Test
    void dealtParentsBreedEquallyOften() {
        ISeq<Phenotype<DoubleGene, Vec<double[]>>> population =
                IntStream.range(0, 7)
                        .mapToObj(
                                i -> Phenotype.of(Genotypes.of(List.of(.5)), i, Vec.of((double) i)))
                        .collect(ISeq.toISeq());
        var mating = new DealtMating(5);
        int[] times = new int[7];
        for (int candidate = 300; candidate < 303; candidate++) {
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> parents =
                    mating.parents(population, candidate);
            assertThat(parents).hasSize(2).isEqualTo(mating.parents(population, candidate));
            parents.forEach(parent -> times[Math.toIntExact(parent.generation())]++);
        }
        assertThat(times).containsOnly(0, 1).containsOnlyOnce(0);
        assertThat(mating.parents(population.subSeq(0, 1), 9)).hasSize(1);
    }

    @Test
    void childrenOnTheLineSplitItInOneRatioAndKeepTheMean() {
        double[] first = {0, 0.2, 1};
        double[] second = {1, 0.4, 0};
        ISeq<Phenotype<DoubleGene, Double>> children =
                RandomRegistry.with(Streams.of(5, "line", 1))
                        .call(
                                () ->
                                        new LineAlterer<Double>()
                                                .alter(
                                                        ISeq.of(
                                                                phenotype(first),
                                                                phenotype(second)),
                                                        7))
                        .population();
        double[] one = Genotypes.array(children.get(0).genotype());
        double[] other = Genotypes.array(children.get(1).genotype());
        double share = one[0];
        assertThat(share).isStrictlyBetween(0.0, 1.0);
        assertThat(one[1]).isCloseTo(0.2 + 0.2 * share, within(1e-12));
        assertThat(one[2]).isCloseTo(1 - share, within(1e-12));
        for (int i = 0; i < one.length; i++) {
            assertThat(one[i] + other[i]).isCloseTo(first[i] + second[i], within(1e-12));
        }
    }

    @Test
    void mutationChangesGenesAtItsRateBySmallStepsWithinTheCube() {
        double[] genes = Streams.of(1, "genes", 0).doubles(10_000).toArray();
        Alterer<DoubleGene, Double> mutation = new PolynomialAlterer<>(0.2, 20);
        double[] mutated =
                Genotypes.array(
                        RandomRegistry.with(Streams.of(1, "mutation", 0))
                                .call(() -> mutation.alter(ISeq.of(phenotype(genes)), 2))
                                .population()
                                .get(0)
                                .genotype());
        int changed = 0;
        double distance = 0;
        for (int i = 0; i < genes.length; i++) {
            assertThat(mutated[i]).isBetween(0.0, 1.0);
            changed += mutated[i] == genes[i] ? 0 : 1;
            distance += Math.abs(mutated[i] - genes[i]);
        }
        assertThat(changed).isBetween(1_850, 2_150);
        assertThat(distance / changed).isBetween(0.02, 0.06);
    }
}
