package dev.merganser.results.statistics;

import dev.merganser.results.value.Objective;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The plain count beside a hypervolume gain: the front member that comes out best against one
 * baseline, objective by objective.
 *
 * @param candidate the member that matches or beats the baseline in most objectives, then is better
 *     in most; the lowest number where several do
 * @param objectives how many there are
 * @param matched in how many the member is not worse than the baseline
 * @param better in how many it is better
 * @param dominating how many members match or beat the baseline in all and are better in one
 */
public record Comparison(int candidate, int objectives, int matched, int better, int dominating) {

    /**
     * Compares; empty where there are no members.
     *
     * @param members values by objective name, by candidate number
     */
    public static Optional<Comparison> of(
            List<Objective> objectives,
            SortedMap<Integer, Map<String, Double>> members,
            Map<String, Double> baseline) {
        List<Comparison> all =
                members.entrySet().stream()
                        .map(e -> one(e.getKey(), objectives, e.getValue(), baseline))
                        .toList();
        int dominating = (int) all.stream().filter(Comparison::dominates).count();
        return all.stream()
                .max(
                        Comparator.comparingInt(Comparison::matched)
                                .thenComparingInt(Comparison::better)
                                .thenComparing(Comparison::candidate, Comparator.reverseOrder()))
                .map(best -> best.withDominating(dominating));
    }

    private static Comparison one(
            int candidate,
            List<Objective> objectives,
            Map<String, Double> member,
            Map<String, Double> baseline) {
        int matched = 0;
        int better = 0;
        for (Objective objective : objectives) {
            double own = cost(objective, member);
            double other = cost(objective, baseline);
            matched += own <= other ? 1 : 0;
            better += own < other ? 1 : 0;
        }
        return new Comparison(candidate, objectives.size(), matched, better, 0);
    }

    private static double cost(Objective objective, Map<String, Double> values) {
        return objective.cost(values.getOrDefault(objective.name(), Double.NaN));
    }

    /** Whether the member matches or beats the baseline in all objectives and is better in one. */
    public boolean dominates() {
        return matched == objectives && better > 0;
    }

    private Comparison withDominating(int members) {
        return new Comparison(candidate, objectives, matched, better, members);
    }
}
