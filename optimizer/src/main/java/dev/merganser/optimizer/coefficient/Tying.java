package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which coefficients have one value together: the parts of a group that is not important, for each
 * model (Expert Merging++, arXiv:2509.25712). Important are the groups with the longest task
 * vectors, the first of equals.
 *
 * @param space the values that are learned, one for each set of tied coefficients
 * @param owners for each coefficient which of them it has
 */
record Tying(CoefficientSpace space, List<Integer> owners) {

    Tying {
        owners = List.copyOf(owners);
    }

    /**
     * Ties the parts of all but the most important groups.
     *
     * @param important the share of the groups that stay as they are, rounded up
     */
    static Tying of(CoefficientSpace space, double important) {
        Set<Integer> apart = important(space, important);
        Map<List<Integer>, List<Integer>> sets = new LinkedHashMap<>();
        for (int i = 0; i < space.size(); i++) {
            Coefficient one = space.coefficients().get(i);
            int part = apart.contains(one.group()) ? one.part() : 0;
            sets.computeIfAbsent(List.of(one.model(), one.group(), part), _ -> new ArrayList<>())
                    .add(i);
        }
        return of(space, List.copyOf(sets.values()));
    }

    private static Tying of(CoefficientSpace space, List<List<Integer>> sets) {
        Integer[] owners = new Integer[space.size()];
        List<Coefficient> learned = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            for (int i : sets.get(set)) {
                owners[i] = set;
            }
            learned.add(joined(space, sets.get(set)));
        }
        return new Tying(new CoefficientSpace(learned, space.models()), List.of(owners));
    }

    /** The first of a set, with the norm of all together, whose vectors do not overlap. */
    private static Coefficient joined(CoefficientSpace space, List<Integer> set) {
        Coefficient first = space.coefficients().get(set.getFirst());
        double[] norms = set.stream().mapToDouble(i -> norm(space, i)).toArray();
        return new Coefficient(
                first.model(),
                first.group(),
                first.part(),
                first.gene(),
                first.low(),
                first.high(),
                set.size() == 1 ? first.norm() : Vectors.norm(norms));
    }

    private static double norm(CoefficientSpace space, int index) {
        return space.coefficients().get(index).norm();
    }

    private static Set<Integer> important(CoefficientSpace space, double share) {
        List<int[]> groups = Blocks.groups(space);
        int kept = (int) StrictMath.ceil(share * groups.size());
        Set<Integer> important = new HashSet<>();
        IntStream.range(0, groups.size())
                .boxed()
                .sorted(Comparator.comparingDouble(g -> -length(space, groups.get(g))))
                .limit(kept)
                .forEach(g -> important.add(space.coefficients().get(groups.get(g)[0]).group()));
        return important;
    }

    private static double length(CoefficientSpace space, int[] group) {
        return Vectors.norm(IntStream.of(group).mapToDouble(i -> norm(space, i)).toArray());
    }

    /** All coefficients, given what was learned. */
    List<Double> spread(List<Double> learned) {
        return owners.stream().map(learned::get).toList();
    }

    /** What comes nearest to these coefficients: the mean of each set. */
    double[] mean(double[] coefficients) {
        double[] sums = sum(coefficients);
        double[] counts = new double[sums.length];
        owners.forEach(owner -> counts[owner]++);
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= counts[i];
        }
        return sums;
    }

    /** The sum over each set, as a gradient has it. */
    double[] sum(double[] values) {
        double[] sums = new double[space.size()];
        for (int i = 0; i < values.length; i++) {
            sums[owners.get(i)] += values[i];
        }
        return sums;
    }
}
