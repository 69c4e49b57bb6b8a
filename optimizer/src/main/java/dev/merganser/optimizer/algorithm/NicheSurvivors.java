package dev.merganser.optimizer.algorithm;

import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Pareto;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The survivors of NSGA-III. Children gather until there are as many as survivors; then whole
 * Pareto ranks survive while they fit, and of the rank that does not, those near directions that
 * have the fewest survivors (Deb and Jain 2014, doi:10.1109/TEVC.2013.2281535).
 *
 * <p>Phenotypes with the costs of an earlier one come after all others, since copies crowd out what
 * is different. The order of the survivors has no meaning.
 */
final class NicheSurvivors implements Survival {

    private static final String STREAM = "nsga3-niches";

    private final int capacity;
    private final ReferenceDirections directions;
    private final long seed;
    private final CostScaling scaling;
    private final List<Phenotype<DoubleGene, Vec<double[]>>> children = new ArrayList<>();
    private ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered = ISeq.empty();
    private int generation;

    NicheSurvivors(int capacity, ReferenceDirections directions, long seed) {
        this.capacity = capacity;
        this.directions = directions;
        this.seed = seed;
        this.scaling = new CostScaling(directions.points().getFirst().length);
    }

    @Override
    public ISeq<Phenotype<DoubleGene, Vec<double[]>>> ordered() {
        return ordered;
    }

    @Override
    public void add(Phenotype<DoubleGene, Vec<double[]>> phenotype) {
        if (ordered.size() < capacity) {
            ordered = ordered.append(List.of(phenotype));
            return;
        }
        children.add(phenotype);
        if (children.size() >= capacity) {
            ordered = ISeq.of(selected());
            children.clear();
        }
    }

    private List<Phenotype<DoubleGene, Vec<double[]>>> selected() {
        generation++;
        List<Phenotype<DoubleGene, Vec<double[]>>> all = new ArrayList<>(ordered.asList());
        all.addAll(children);
        all.sort(Comparator.comparingLong(Phenotype::generation));
        List<Phenotype<DoubleGene, Vec<double[]>>> distinct = new ArrayList<>();
        List<Phenotype<DoubleGene, Vec<double[]>>> copies = new ArrayList<>();
        Set<List<Double>> seen = new HashSet<>();
        all.forEach(
                p ->
                        (seen.add(Arrays.stream(costs(p)).boxed().toList()) ? distinct : copies)
                                .add(p));
        List<Phenotype<DoubleGene, Vec<double[]>>> survivors = survivors(ranks(distinct));
        copies.stream().limit(capacity - survivors.size()).forEach(survivors::add);
        return survivors;
    }

    private static double[] costs(Phenotype<DoubleGene, Vec<double[]>> phenotype) {
        return phenotype.fitness().data();
    }

    private static List<List<Phenotype<DoubleGene, Vec<double[]>>>> ranks(
            List<Phenotype<DoubleGene, Vec<double[]>>> all) {
        int[] ranks =
                Pareto.rank(
                        ISeq.of(all).map(Phenotype::fitness),
                        (a, b) -> Vec.dominance(b.data(), a.data()));
        List<List<Phenotype<DoubleGene, Vec<double[]>>>> byRank = new ArrayList<>();
        for (int i = 0; i < ranks.length; i++) {
            while (byRank.size() <= ranks[i]) {
                byRank.add(new ArrayList<>());
            }
            byRank.get(ranks[i]).add(all.get(i));
        }
        return byRank;
    }

    private List<Phenotype<DoubleGene, Vec<double[]>>> survivors(
            List<List<Phenotype<DoubleGene, Vec<double[]>>>> ranks) {
        List<Phenotype<DoubleGene, Vec<double[]>>> survivors = new ArrayList<>();
        int rank = 0;
        while (rank < ranks.size() && survivors.size() + ranks.get(rank).size() <= capacity) {
            survivors.addAll(ranks.get(rank++));
        }
        if (rank < ranks.size() && survivors.size() < capacity) {
            List<Phenotype<DoubleGene, Vec<double[]>>> last = ranks.get(rank);
            learn(ranks.getFirst(), survivors, last);
            fill(survivors, last);
        }
        return survivors;
    }

    private void learn(
            List<Phenotype<DoubleGene, Vec<double[]>>> front,
            List<Phenotype<DoubleGene, Vec<double[]>>> survivors,
            List<Phenotype<DoubleGene, Vec<double[]>>> last) {
        List<double[]> all = new ArrayList<>();
        survivors.forEach(p -> all.add(costs(p)));
        last.forEach(p -> all.add(costs(p)));
        scaling.learn(front.stream().map(NicheSurvivors::costs).toList(), all);
    }

    /** Fills up with those of the last rank, one by one from the emptiest direction. */
    private void fill(
            List<Phenotype<DoubleGene, Vec<double[]>>> survivors,
            List<Phenotype<DoubleGene, Vec<double[]>>> last) {
        int[] counts = new int[directions.points().size()];
        survivors.forEach(p -> counts[nearest(p).direction()]++);
        List<List<Neighbour>> open = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            open.add(new ArrayList<>());
        }
        for (Phenotype<DoubleGene, Vec<double[]>> p : last) {
            ReferenceDirections.Nearest nearest = nearest(p);
            open.get(nearest.direction()).add(new Neighbour(p, nearest.distance()));
        }
        RandomGenerator random = Streams.of(seed, STREAM, generation);
        while (survivors.size() < capacity) {
            int direction = emptiest(counts, open, random);
            survivors.add(taken(open.get(direction), counts[direction] == 0, random));
            counts[direction]++;
        }
    }

    /** A phenotype with its distance from the line of its direction. */
    private record Neighbour(Phenotype<DoubleGene, Vec<double[]>> phenotype, double distance) {}

    private ReferenceDirections.Nearest nearest(Phenotype<DoubleGene, Vec<double[]>> phenotype) {
        return directions.nearest(scaling.scaled(costs(phenotype)));
    }

    /** One of the directions with the fewest survivors of those that have someone to give. */
    private static int emptiest(int[] counts, List<List<Neighbour>> open, RandomGenerator random) {
        List<Integer> fewest = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (open.get(i).isEmpty()) {
                continue;
            }
            if (!fewest.isEmpty() && counts[i] < counts[fewest.getFirst()]) {
                fewest.clear();
            }
            if (fewest.isEmpty() || counts[i] == counts[fewest.getFirst()]) {
                fewest.add(i);
            }
        }
        return fewest.get(random.nextInt(fewest.size()));
    }

    /** The nearest where the direction is empty, else any. */
    private static Phenotype<DoubleGene, Vec<double[]>> taken(
            List<Neighbour> open, boolean empty, RandomGenerator random) {
        Neighbour taken =
                empty
                        ? Collections.min(open, Comparator.comparingDouble(Neighbour::distance))
                        : open.get(random.nextInt(open.size()));
        open.remove(taken);
        return taken.phenotype();
    }
}
