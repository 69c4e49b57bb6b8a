package dev.merganser.optimizer.run;

import dev.merganser.results.front.ParetoFront;
import dev.merganser.results.value.Objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what a search loop does and tells its listener. */
final class ProgressMeter {

    private final SearchPlan plan;
    private final RunLog log;
    private final FrontTracker front;
    private final SearchListener listener;
    private final long began = System.nanoTime();

    ProgressMeter(SearchPlan plan, RunLog log, FrontTracker front, SearchListener listener) {
        this.plan = plan;
        this.log = log;
        this.front = front;
        this.listener = listener;
    }

    void report(int evaluations) {
        listener.progress(
                new SearchProgress(
                        evaluations,
                        plan.evaluations(),
                        log.items(),
                        (System.nanoTime() - began) / 1e9,
                        front.hypervolume(),
                        front.front().members().size(),
                        best()));
    }

    private Map<String, Double> best() {
        Map<String, Double> best = new LinkedHashMap<>();
        List<Objective> objectives = plan.quantities().objectives();
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
