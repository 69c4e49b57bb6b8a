package dev.merganser.results.statistics;

import dev.merganser.results.front.ReferencePoint;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * The plain count beside a hypervolume gain: how one front member, fixed on search, does against
 * one baseline on some split, objective by objective.
 *
 * @param candidate the member
 * @param objectives how many there are
 * @param matched in how many the member is not worse than the baseline
 * @param better in how many it is better
 * @param members how many members there are
 * @param dominating how many of them match or beat the baseline in all and are better in one
 */
public record Comparison(
        int candidate, int objectives, int matched, int better, int members, int dominating) {

    /**
     * The member to compare, chosen on search by the rule that chooses the best tuned baseline: the
     * one with the largest hypervolume of its own. Empty where there are no members.
     *
     * @param members values on search by objective name, by candidate number
     */
    public static OptionalInt champion(
            ReferencePoint frame, SortedMap<Integer, Map<String, Double>> members) {
        return members.entrySet().stream()
                .max(
                        Comparator.comparingDouble(
                                (Map.Entry<Integer, Map<String, Double>> member) ->
                                        frame.hypervolume(List.of(frame.costs(member.getValue())))))
                .map(member -> OptionalInt.of(member.getKey()))
                .orElseGet(OptionalInt::empty);
    }

    /**
     * Compares on one split.
     *
     * @param champion one of the members
     * @param members values on the split by objective name, by candidate number
     */
    public static Comparison of(
            ReferencePoint frame,
            int champion,
            SortedMap<Integer, Map<String, Double>> members,
            Map<String, Double> baseline) {
        List<Comparison> all =
                members.entrySet().stream()
                        .map(e -> one(frame, e.getKey(), e.getValue(), baseline))
                        .toList();
        int dominating = (int) all.stream().filter(Comparison::dominates).count();
        return all.stream()
                .filter(comparison -> comparison.candidate() == champion)
                .findFirst()
                .map(comparison -> comparison.among(all.size(), dominating))
                .orElseThrow(
                        () -> new IllegalArgumentException("No member has number " + champion));
    }

    private static Comparison one(
            ReferencePoint frame,
            int candidate,
            Map<String, Double> member,
            Map<String, Double> baseline) {
        List<Double> own = frame.costs(member);
        List<Double> other = frame.costs(baseline);
        int matched = 0;
        int better = 0;
        for (int i = 0; i < own.size(); i++) {
            matched += own.get(i) <= other.get(i) ? 1 : 0;
            better += own.get(i) < other.get(i) ? 1 : 0;
        }
        return new Comparison(candidate, own.size(), matched, better, 1, 0);
    }

    /** Whether the member matches or beats the baseline in all objectives and is better in one. */
    public boolean dominates() {
        return matched == objectives && better > 0;
    }

    private Comparison among(int all, int dominatingOnes) {
        return new Comparison(candidate, objectives, matched, better, all, dominatingOnes);
    }
}
