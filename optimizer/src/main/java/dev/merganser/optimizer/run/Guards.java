package dev.merganser.optimizer.run;

import dev.merganser.optimizer.algorithm.Outcome;
import dev.merganser.optimizer.settings.ConstraintSettings;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;

import java.util.ArrayList;
import java.util.List;

/**
 * The constraints of a search with their bounds resolved. A candidate that violates one never
 * enters the front, and algorithms see it behind every feasible candidate inside the reference
 * point: the less it violates, the nearer (feasibility first, Deb 2000,
 * doi:10.1016/S0045-7825(99)00389-8).
 */
final class Guards {

    private final List<Guard> guards;
    private final Quantities quantities;
    private final ReferencePoint reference;

    private record Guard(ConstraintSettings constraint, double bound) {
        double violation(Event.Scored scored) {
            double value = Quantities.value(scored, constraint.measure().name());
            return constraint.violation(value, bound) / Math.max(1e-9, Math.abs(bound));
        }
    }

    /**
     * Resolves the bounds.
     *
     * @param base what the base model scored
     */
    Guards(
            List<ConstraintSettings> constraints,
            Event.Scored base,
            Quantities quantities,
            ReferencePoint reference) {
        this.guards =
                constraints.stream()
                        .map(constraint -> new Guard(constraint, bound(constraint, base)))
                        .toList();
        this.quantities = quantities;
        this.reference = reference;
    }

    private static double bound(ConstraintSettings constraint, Event.Scored base) {
        return constraint
                .bound()
                .orElseGet(() -> Quantities.value(base, constraint.measure().name()));
    }

    /** Whether no constraint is violated. */
    boolean feasible(Event.Scored scored) {
        return violation(scored) == 0;
    }

    /** Sum over constraints of how far a value is beyond its bound, relative to the bound. */
    private double violation(Event.Scored scored) {
        return guards.stream().mapToDouble(guard -> guard.violation(scored)).sum();
    }

    /** What an algorithm is told of a scored candidate. */
    Outcome outcome(Event.Scored scored) {
        double violation = violation(scored);
        return new Outcome.Costs(
                violation == 0 ? quantities.costs(scored) : behindReference(violation));
    }

    private List<Double> behindReference(double violation) {
        List<Double> costs = new ArrayList<>();
        for (var objective : quantities.objectives()) {
            String name = objective.name();
            double worst = objective.cost(reference.point().getOrDefault(name, Double.NaN));
            costs.add(worst + violation * reference.ranges().getOrDefault(name, Double.NaN));
        }
        return costs;
    }
}
