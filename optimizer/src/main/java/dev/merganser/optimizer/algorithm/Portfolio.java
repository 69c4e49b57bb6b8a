package dev.merganser.optimizer.algorithm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Several algorithms that share one run: candidates are dealt to the members by number, in a fixed
 * pattern.
 *
 * <p>A {@link SharedAlgorithm} sees the run's own numbers and is told the outcome of every
 * candidate; any other member counts its own candidates from 1 and is told only of those. Each
 * member is told exactly as much as it declared to need before it is asked. What a portfolio needs
 * is what its members need, in the run's numbers, and never less than for an earlier candidate.
 */
public final class Portfolio implements Algorithm {

    /** The name of this algorithm in settings. */
    public static final String NAME = "portfolio";

    private final List<Member> members;
    private final List<Integer> pattern;
    private final List<Integer> needs = new ArrayList<>();
    private final Map<Integer, Outcome> outcomes = new HashMap<>();

    /** An algorithm with the count of outcomes, in its own numbers, that it has been told. */
    private static final class Member {
        private final Algorithm algorithm;
        private int told;

        Member(Algorithm algorithm) {
            this.algorithm = algorithm;
        }

        boolean isShared() {
            return algorithm instanceof SharedAlgorithm;
        }
    }

    /**
     * A portfolio.
     *
     * @param algorithms the members
     * @param pattern the index of the member whose turn it is, repeated for ever; every member must
     *     occur
     */
    public Portfolio(List<Algorithm> algorithms, List<Integer> pattern) {
        this.members = algorithms.stream().map(Member::new).toList();
        this.pattern = List.copyOf(pattern);
        for (int i = 0; i < members.size(); i++) {
            if (!pattern.contains(i)) {
                throw new IllegalArgumentException("Member " + i + " has no turn in " + pattern);
            }
        }
    }

    /**
     * Separable CMA-ES for the middle of the front and NSGA-II for its width.
     *
     * <p>A round is one generation of CMA-ES, then half as many turns of NSGA-II: evaluations of
     * CMA-ES that are still under way hold nobody up while NSGA-II has its turns.
     */
    public static Portfolio of(AlgorithmSettings settings) {
        CmaEs cmaes = CmaEs.separable(settings.withPopulation(OptionalInt.empty())).withoutStarts();
        List<Integer> pattern = new ArrayList<>();
        int generation = cmaes.population();
        for (int turn = 0; turn < generation + (generation + 1) / 2; turn++) {
            pattern.add(turn < generation ? 0 : 1);
        }
        return new Portfolio(List.of(cmaes, new Nsga2(settings)), pattern);
    }

    @Override
    public int needed(int candidate) {
        while (needs.size() < candidate) {
            int next = needs.size() + 1;
            int before = needs.isEmpty() ? 0 : needs.getLast();
            needs.add(Math.max(before, neededByMember(next)));
        }
        return needs.get(candidate - 1);
    }

    private int neededByMember(int candidate) {
        Member member = memberOf(candidate);
        int needed = member.algorithm.needed(numberOf(member, candidate));
        return member.isShared() || needed == 0 ? needed : candidateOf(member, needed);
    }

    @Override
    public Proposal ask(int candidate) {
        Member member = memberOf(candidate);
        int number = numberOf(member, candidate);
        tellUpTo(member, member.algorithm.needed(number));
        Proposal proposal = member.algorithm.ask(number);
        for (Member other : members) {
            if (other != member && other.algorithm instanceof SharedAlgorithm shared) {
                shared.adopt(candidate, proposal);
            }
        }
        return proposal;
    }

    @Override
    public void tell(int candidate, Outcome outcome) {
        outcomes.put(candidate, outcome);
    }

    private void tellUpTo(Member member, int needed) {
        while (member.told < needed) {
            member.told++;
            int candidate = member.isShared() ? member.told : candidateOf(member, member.told);
            Outcome outcome = outcomes.get(candidate);
            if (outcome == null) {
                throw new IllegalStateException("Candidate " + candidate + " was not told");
            }
            member.algorithm.tell(member.told, outcome);
        }
    }

    private Member memberOf(int candidate) {
        return members.get(pattern.get((candidate - 1) % pattern.size()));
    }

    /** The number by which a member knows a candidate of its own. */
    private int numberOf(Member member, int candidate) {
        if (member.isShared()) {
            return candidate;
        }
        int rounds = (candidate - 1) / pattern.size();
        int inRound = (candidate - 1) % pattern.size();
        return rounds * turns(member, pattern.size()) + turns(member, inRound + 1);
    }

    /** The run's number of a member's own n-th candidate. */
    private int candidateOf(Member member, int number) {
        int turnsInRound = turns(member, pattern.size());
        int rounds = (number - 1) / turnsInRound;
        int wanted = (number - 1) % turnsInRound + 1;
        int position = 1;
        while (turns(member, position) < wanted) {
            position++;
        }
        return rounds * pattern.size() + position;
    }

    private int turns(Member member, int positions) {
        int index = members.indexOf(member);
        return (int) pattern.subList(0, positions).stream().filter(turn -> turn == index).count();
    }
}
