package dev.merganser.results.front;

import java.util.ArrayList;
import java.util.List;

/**
 * The candidates that no other one told so far dominates, in cost space. Immutable; the same
 * candidates give the same front in whatever order they are told.
 *
 * @param members by candidate number; no two of equal costs
 */
public record ParetoFront(List<Member> members) {

    /**
     * A candidate with its costs, one an objective, finite; lower is better.
     *
     * @param candidate its number
     */
    public record Member(int candidate, List<Double> costs) {
        public Member {
            costs = List.copyOf(costs);
            for (double cost : costs) {
                if (!Double.isFinite(cost)) {
                    throw new IllegalArgumentException(
                            "Costs of candidate " + candidate + " must be finite, found " + cost);
                }
            }
        }

        /** Whether this is nowhere worse than another, and somewhere better. */
        public boolean dominates(Member other) {
            return weaklyDominates(other) && !costs.equals(other.costs);
        }

        /** Whether this is nowhere worse than another. */
        public boolean weaklyDominates(Member other) {
            requireSameObjectives(other);
            for (int i = 0; i < costs.size(); i++) {
                if (costs.get(i) > other.costs.get(i)) {
                    return false;
                }
            }
            return true;
        }

        private void requireSameObjectives(Member other) {
            if (costs.size() != other.costs.size()) {
                throw new IllegalArgumentException(
                        "Costs must be of as many objectives, found "
                                + costs.size()
                                + " and "
                                + other.costs.size());
            }
        }

        /** Whether this keeps a later-told one out: better, or equal and of a lower number. */
        private boolean excludes(Member other) {
            return weaklyDominates(other)
                    && (candidate < other.candidate || !other.weaklyDominates(this));
        }
    }

    private static final ParetoFront EMPTY = new ParetoFront(List.of());

    public ParetoFront {
        members = List.copyOf(members);
    }

    public static ParetoFront empty() {
        return EMPTY;
    }

    /**
     * The front with one more candidate told: this very object if nothing changes. Of equal costs
     * the lowest candidate number stays. O(members).
     */
    public ParetoFront with(Member told) {
        var kept = new ArrayList<Member>(members.size() + 1);
        for (Member member : members) {
            if (member.candidate() == told.candidate() || member.excludes(told)) {
                return this;
            }
            if (!told.excludes(member)) {
                kept.add(member);
            }
        }
        kept.add(told);
        kept.sort((a, b) -> Integer.compare(a.candidate(), b.candidate()));
        return new ParetoFront(kept);
    }

    /** The numbers of the members, rising. */
    public List<Integer> candidates() {
        return members.stream().map(Member::candidate).toList();
    }

    /** The costs of the members, in their order. */
    public List<List<Double>> costs() {
        return members.stream().map(Member::costs).toList();
    }
}
