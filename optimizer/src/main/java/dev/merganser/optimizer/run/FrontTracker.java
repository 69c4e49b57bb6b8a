package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.results.front.ParetoFront;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.value.CandidateId;

/**
 * The Pareto front on the search split, followed in the order of the candidates' numbers, so that
 * the fronts of a run are the same whichever evaluation ended first. Fronts that the journal
 * already holds are not recorded again.
 */
final class FrontTracker {

    private final Scoring scoring;
    private final Guards guards;
    private final ReferencePoint reference;
    private final int journaled;
    private ParetoFront front = ParetoFront.empty();
    private int followed;
    private int changes;
    private double hypervolume;

    FrontTracker(Scoring scoring, Guards guards, ReferencePoint reference) {
        this.scoring = scoring;
        this.guards = guards;
        this.reference = reference;
        this.journaled = scoring.state().fronts().size();
    }

    /** Takes in all candidates up to this number; all of them are done. */
    void follow(int candidate) {
        while (followed < candidate) {
            followed++;
            scoring.state()
                    .scored(CandidateId.of(followed), Split.SEARCH.key())
                    .filter(guards::feasible)
                    .ifPresent(this::add);
        }
    }

    private void add(Event.Scored scored) {
        var member =
                new ParetoFront.Member(
                        scored.candidate().number(), scoring.quantities().costs(scored));
        ParetoFront changed = front.with(member);
        if (!changed.equals(front)) {
            front = changed;
            hypervolume = reference.hypervolume(front.costs());
            changes++;
            if (changes > journaled) {
                scoring.log().record(new Event.Front(front.candidates(), hypervolume));
            }
        }
    }

    /** The front now. */
    ParetoFront front() {
        return front;
    }

    /** Hypervolume of the front now; 0 while it is empty. */
    double hypervolume() {
        return hypervolume;
    }

    /** How many candidates have been taken in. */
    int followed() {
        return followed;
    }
}
