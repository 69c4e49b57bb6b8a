package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.optimizer.algorithm.GeneBlock.Numbers;
import dev.merganser.optimizer.algorithm.GeneBlock.Steps;
import dev.merganser.optimizer.algorithm.GeneBlock.Switches;

import io.jenetics.Alterer;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Operators of switches and of sequences, and of genomes of several kinds of genes. */
class BlockOperatorsTest {

    private static final Steps STEPS = new Steps(6, 4, 0.5, OptionalDouble.empty());

    private static double[][] children(
            Alterer<DoubleGene, Double> alterer, long seed, double[]... parents) {
        ISeq<Phenotype<DoubleGene, Double>> population =
                Arrays.stream(parents)
                        .map(genes -> Phenotype.<DoubleGene, Double>of(Genotypes.of(genes), 1))
                        .collect(ISeq.toISeq());
        return RandomRegistry.with(Streams.of(seed, "test", 1))
                .call(() -> alterer.alter(population, 7))
                .population()
                .stream()
                .map(child -> Genotypes.array(child.genotype()))
                .toArray(double[][]::new);
    }

    private static double[] mutant(Mutation mutation, long seed, double... genes) {
        return children(new MutationAlterer<>(mutation), seed, genes)[0];
    }

    // ---- switches

    private static long on(double[] genes) {
        return Arrays.stream(genes).filter(Switches::isOn).count();
    }

    private static int differences(double[] one, double[] other) {
        return (int) IntStream.range(0, one.length).filter(i -> one[i] != other[i]).count();
    }

    @Test
    void aMutationFlipsSwitchesOrExchangesOneThatIsOnForOneThatIsOff() {
        double[] genes = {0.7, 0.3, 0.3, 0.9, 0.3, 0.3, 0.1, 0.3, 0.3, 0.3};
        int kept = 0;
        int flips = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            double[] mutant = mutant(new SwitchMutation(Collections.nCopies(10, 0)), seed, genes);
            int changed = differences(genes, mutant);
            assertThat(changed).isPositive();
            flips += changed;
            kept += on(mutant) == 2 && changed == 2 ? 1 : 0;
            for (int i = 0; i < genes.length; i++) {
                assertThat(mutant[i]).isIn(genes[i], 1 - genes[i]);
            }
        }
        assertThat(kept / 2_000.0).isBetween(0.5, 0.56);
        assertThat(flips / 2_000.0).isBetween(1.55, 1.8);
    }

    @Test
    void halfOfTheExchangesAreWithinAKind() {
        List<Integer> kinds = List.of(0, 1, 2, 3, 4, 0, 5, 6, 7, 8);
        double[] genes = {0.7, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3};
        int exchanged = 0;
        int within = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            double[] mutant = mutant(new SwitchMutation(kinds), seed, genes);
            if (!Switches.isOn(mutant[0]) && on(mutant) == 1) {
                exchanged++;
                within += Switches.isOn(mutant[5]) ? 1 : 0;
            }
        }
        assertThat(within / (double) exchanged).isBetween(0.5, 0.6);
    }

    @Test
    void anExchangeWithoutAnotherOfItsKindIsWithAny() {
        double[] genes = {0.7, 0.3, 0.3};
        Set<Long> on = new TreeSet<>();
        for (int seed = 0; seed < 100; seed++) {
            on.add(on(mutant(new SwitchMutation(List.of(0, 1, 2)), seed, genes)));
        }
        assertThat(on).contains(1L);
    }

    @Test
    void aSwitchInTheMiddleIsOffAndCanBeSwitchedOn() {
        assertThat(Switches.isOn(0.5)).isFalse();
        assertThat(Switches.isOn(Switches.flipped(0.5))).isTrue();
        assertThat(Switches.isOn(Switches.flipped(Math.nextDown(0.5)))).isTrue();
        assertThat(Switches.isOn(Switches.flipped(Math.nextUp(0.5)))).isFalse();
    }

    @Test
    void uniformCrossoverExchangesHalfOfTheGenesAsTheyAre() {
        double[] first = new double[1_000];
        double[] second = new double[1_000];
        Arrays.fill(first, 0.2);
        Arrays.fill(second, 0.7);
        double[][] children =
                children(new CrossoverAlterer<>(1, Exchanges.uniform()), 3, first, second);
        assertThat(on(children[0])).isBetween(450L, 550L);
        for (int i = 0; i < first.length; i++) {
            assertThat(children[0][i] + children[1][i]).isCloseTo(0.9, within(1e-12));
        }
    }

    // ---- sequences

    private static double[] genes(Steps steps, int... choices) {
        double[] genes = new double[steps.size()];
        Arrays.fill(genes, Steps.EMPTY);
        for (int i = 0; i < choices.length; i++) {
            genes[i] = steps.gene(choices[i]);
        }
        return genes;
    }

    private static String sequence(Steps steps, double[] genes) {
        StringBuilder sequence = new StringBuilder();
        for (int place = 0; place < steps.places(); place++) {
            steps.choice(genes[place]).ifPresent(sequence::append);
        }
        return sequence.toString();
    }

    private static SequenceMutation mutation(Steps steps) {
        return new SequenceMutation(steps, (number, _) -> number);
    }

    /** From 012, one edit reaches these; rarely, two edits reach others. */
    @Test
    void aMutationInsertsDeletesReplacesOrSwaps() {
        Set<String> found = new TreeSet<>();
        for (int seed = 0; seed < 3_000; seed++) {
            found.add(sequence(STEPS, mutant(mutation(STEPS), seed, genes(STEPS, 0, 1, 2))));
        }
        assertThat(found).contains("12", "02", "01"); // deleted
        assertThat(found).contains("102", "021", "210"); // swapped
        assertThat(found).contains("312", "032", "013", "112"); // replaced
        assertThat(found).contains("3012", "0312", "0132", "0123", "0012"); // inserted
        assertThat(found).noneMatch(String::isEmpty);
    }

    @Test
    void aMutationMovesAllStepsToTheFirstPlaces() {
        double[] scattered = new double[] {0.1, STEPS.gene(3), 0.5, 0.2, STEPS.gene(1), 0.3};
        for (int seed = 0; seed < 100; seed++) {
            double[] mutant = mutant(mutation(STEPS), seed, scattered);
            int length = sequence(STEPS, mutant).length();
            assertThat(Arrays.stream(mutant).limit(length)).allMatch(gene -> gene > 0.5);
            assertThat(Arrays.stream(mutant).skip(length)).containsOnly(Steps.EMPTY);
        }
    }

    @Test
    void aSequenceNeitherOverflowsNorEmpties() {
        Steps one = new Steps(1, 3, 0.5, OptionalDouble.empty());
        for (int seed = 0; seed < 50; seed++) {
            assertThat(sequence(one, mutant(mutation(one), seed, genes(one, 2)))).hasSize(1);
            assertThat(sequence(one, mutant(mutation(one), seed, genes(one)))).hasSize(1);
            assertThat(
                            sequence(
                                    STEPS,
                                    mutant(mutation(STEPS), seed, genes(STEPS, 0, 1, 2, 3, 0, 1))))
                    .hasSizeBetween(1, 6);
        }
    }

    @Test
    void stepsAreRatherReplacedByOnesOfTheirKind() {
        Steps kinds = new Steps(1, 5, 0.5, OptionalDouble.empty(), List.of(0, 1, 2, 0, 1));
        int same = 0;
        int replaced = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            String found = sequence(kinds, mutant(mutation(kinds), seed, genes(kinds, 0)));
            replaced += found.equals("0") ? 0 : 1;
            same += found.equals("3") ? 1 : 0;
        }
        // a half within the kind and a quarter of the rest, but for the second edits
        assertThat(same / (double) replaced).isBetween(0.45, 0.68);
        Steps alone = new Steps(1, 2, 0.5, OptionalDouble.empty(), List.of(0, 1));
        for (int seed = 0; seed < 50; seed++) {
            assertThat(sequence(alone, mutant(mutation(alone), seed, genes(alone, 0)))).hasSize(1);
        }
    }

    @Test
    void numbersMoveWithTheirStepsAndMutate() {
        Steps scaled = new Steps(3, 4, 0.5, OptionalDouble.of(0.6));
        double[] genes = {scaled.gene(2), Steps.EMPTY, scaled.gene(1), 0.21, 0.9, 0.11};
        List<String> kept = new ArrayList<>();
        int mutated = 0;
        for (int seed = 0; seed < 500; seed++) {
            double[] mutant =
                    mutant(new SequenceMutation(scaled, (number, draw) -> 0.99), seed, genes);
            for (int place = 0; place < 3; place++) {
                if (scaled.choice(mutant[place]).isPresent()) {
                    double number = mutant[3 + place];
                    assertThat(number).isIn(0.21, 0.11, 0.6, 0.99);
                    mutated += number == 0.99 ? 1 : 0;
                } else {
                    assertThat(mutant[3 + place]).isEqualTo(0.6);
                }
            }
            kept.add(sequence(scaled, mutant) + mutant[3]);
        }
        assertThat(kept).contains("210.21", "120.11");
        assertThat(mutated / 500.0).isBetween(0.8, 1.2);
    }

    @Test
    void crossoverExchangesWhatStandsBetweenTwoCutsWithItsNumbers() {
        Steps scaled = new Steps(5, 2, 0.5, OptionalDouble.of(0.5));
        double[] first = new double[10];
        double[] second = new double[10];
        Arrays.fill(first, 0.2);
        Arrays.fill(second, 0.8);
        Set<String> patterns = new TreeSet<>();
        for (int seed = 0; seed < 500; seed++) {
            double[][] children =
                    children(
                            new CrossoverAlterer<>(1, Exchanges.betweenCuts(scaled)),
                            seed,
                            first,
                            second);
            StringBuilder pattern = new StringBuilder();
            for (int place = 0; place < 5; place++) {
                assertThat(children[0][place]).isEqualTo(children[0][5 + place]);
                assertThat(children[0][place]).isNotEqualTo(children[1][place]);
                pattern.append(children[0][place] == 0.8 ? 'x' : '.');
            }
            patterns.add(pattern.toString());
        }
        assertThat(patterns).hasSize(15).allMatch(pattern -> pattern.matches("\\.*x+\\.*"));
    }

    // ---- several kinds

    @Test
    void eachBlockIsAlteredInItsOwnWay() {
        GeneLayout layout = GeneLayout.of(List.of(Numbers.of(2), new Switches(2, 0.5), STEPS));
        BlockAlterer<Double> alterer =
                new BlockAlterer<>(
                        layout,
                        block ->
                                new MutationAlterer<>(
                                        (genes, _) -> Arrays.fill(genes, block.size() / 10.0)));
        double[] child = children(alterer, 1, new double[10])[0];
        assertThat(child).containsExactly(0.2, 0.2, 0.2, 0.2, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6);
    }

    @Test
    void aPopulationThatNoBlockChangesStays() {
        GeneLayout layout = GeneLayout.of(List.of(new Switches(2, 0.5), Numbers.of(1)));
        BlockAlterer<Double> alterer =
                new BlockAlterer<>(layout, _ -> new CrossoverAlterer<>(0, Exchanges.uniform()));
        ISeq<Phenotype<DoubleGene, Double>> population =
                ISeq.of(Phenotype.of(Genotypes.of(new double[] {0.1, 0.2, 0.3}), 1));
        var result =
                RandomRegistry.with(Streams.of(1, "test", 1))
                        .call(() -> alterer.alter(population, 7));
        assertThat(result.alterations()).isZero();
        assertThat(result.population()).isEqualTo(population);
    }
}
