package dev.merganser.optimizer.run;

import dev.merganser.results.front.ParetoFront;
import dev.merganser.results.value.Objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Counts what a search loop does and tells its listener. */
final class ProgressMeter {

    private final SearchPlan plan;
    private final Scoring scoring;
    private final FrontTracker front;
    private final SearchListener listener;
    private final StopSignal signal;
    private final long began = System.nanoTime();
    private final long itemsBefore;
    private final int evaluationsBefore;

    ProgressMeter(
            SearchPlan plan,
            Scoring scoring,
            FrontTracker front,
            SearchListener listener,
            StopSignal signal) {
        this.plan = plan;
        this.scoring = scoring;
        this.front = front;
        this.listener = listener;
        this.signal = signal;
        this.itemsBefore = scoring.log().items();
        this.evaluationsBefore = scoring.state().evaluations();
    }

    void report(int evaluations, Optional<LossProgress> losses) {
        double seconds = (System.nanoTime() - began) / 1e9;
        listener.progress(
                new SearchProgress(
                        evaluations,
                        plan.evaluations(),
                        scoring.log().items() - itemsBefore,
                        seconds,
                        secondsLeft(evaluations, seconds),
                        front.hypervolume(),
                        front.front().members().size(),
                        best(),
                        losses));
    }

    private OptionalDouble secondsLeft(int evaluations, double seconds) {
        int scored = evaluations - evaluationsBefore;
        if (scored <= 0) {
            return OptionalDouble.empty();
        }
        double left = seconds / scored * (plan.evaluations() - evaluations);
        return OptionalDouble.of(Math.max(0, Math.min(left, signal.secondsLeft().orElse(left))));
    }

    private Map<String, Double> best() {
        Map<String, Double> best = new LinkedHashMap<>();
        List<Objective> objectives = scoring.quantities().objectives();
        for (int i = 0; i < objectives.size(); i++) {
            int index = i;
            Objective objective = objectives.get(i);
            front.front().members().stream()
                    .map(ParetoFront.Member::costs)
                    .mapToDouble(costs -> costs.get(index))
                    .min()
                    .ifPresent(cost -> best.put(objective.name(), objective.cost(cost)));
        }
        return best;
    }
}
