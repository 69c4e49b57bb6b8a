package dev.merganser.optimizer.algorithm;

import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Pareto;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The survivors of NSGA-II, best first: (μ + λ) survival by Pareto rank, then by crowding distance
 * (Deb et al. 2002, doi:10.1109/4235.996017).
 *
 * <p>Of phenotypes with equal costs the first told keeps its place and the others come last, since
 * copies crowd out what is different. A phenotype's generation is its candidate number.
 */
final class Survivors implements Survival {

    private final int capacity;
    private final int together;
    private final List<Phenotype<DoubleGene, Vec<double[]>>> waiting = new ArrayList<>();
    private ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered = ISeq.empty();

    /** Survivors of which there are so many at most; every phenotype competes at once. */
    Survivors(int capacity) {
        this(capacity, 1);
    }

    /** Survivors that so many phenotypes compete with together, once there are enough. */
    Survivors(int capacity, int together) {
        this.capacity = capacity;
        this.together = together;
    }

    @Override
    public ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered() {
        return ordered;
    }

    /** The worst dies when there are more than the capacity. */
    @Override
    public void add(Phenotype<DoubleGene, Vec<double[]>> phenotype) {
        waiting.add(phenotype);
        if (ordered.size() < capacity || waiting.size() >= together) {
            List<Phenotype<DoubleGene, Vec<double[]>>> sorted = sorted(ordered.append(waiting));
            ordered = ISeq.of(sorted.subList(0, Math.min(capacity, sorted.size())));
            waiting.clear();
        }
    }

    private static List<Phenotype<DoubleGene, Vec<double[]>>> sorted(
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> all) {
        Set<List<Double>> seen = new HashSet<>();
        List<Phenotype<DoubleGene, Vec<double[]>>> distinct = new ArrayList<>();
        List<Phenotype<DoubleGene, Vec<double[]>>> copies = new ArrayList<>();
        all.stream()
                .sorted(Comparator.comparingLong(Phenotype::generation))
                .forEach(p -> (seen.add(costs(p)) ? distinct : copies).add(p));
        List<Phenotype<DoubleGene, Vec<double[]>>> sorted = crowdedOrder(ISeq.of(distinct));
        sorted.addAll(copies);
        return sorted;
    }

    private static List<Double> costs(Phenotype<DoubleGene, Vec<double[]>> phenotype) {
        return Arrays.stream(phenotype.fitness().data()).boxed().toList();
    }

    private static List<Phenotype<DoubleGene, Vec<double[]>>> crowdedOrder(
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> distinct) {
        ISeq<Vec<double[]>> costs = distinct.map(Phenotype::fitness);
        int[] ranks = Pareto.rank(costs, (a, b) -> Vec.dominance(b.data(), a.data()));
        List<Phenotype<DoubleGene, Vec<double[]>>> sorted = new ArrayList<>();
        for (int rank = 0; sorted.size() < distinct.size(); rank++) {
            int wanted = rank;
            int[] front =
                    IntStream.range(0, ranks.length).filter(i -> ranks[i] == wanted).toArray();
            sorted.addAll(leastCrowdedFirst(distinct, front));
        }
        return sorted;
    }

    private static List<Phenotype<DoubleGene, Vec<double[]>>> leastCrowdedFirst(
            ISeq<Phenotype<DoubleGene, Vec<double[]>>> all, int[] front) {
        ISeq<Phenotype<DoubleGene, Vec<double[]>>> members =
                IntStream.of(front).mapToObj(all::get).collect(ISeq.toISeq());
        double[] distances = Pareto.crowdingDistance(members.map(Phenotype::fitness));
        return IntStream.range(0, front.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -distances[i]))
                .map(members::get)
                .toList();
    }
}
