package dev.merganser.optimizer.run;

import dev.merganser.optimizer.algorithm.Fitted;
import dev.merganser.optimizer.surrogate.SurrogateFit;
import dev.merganser.results.journal.Event;
import dev.merganser.results.report.FitHistory;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.Surrogate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Makes facts of a run of the surrogates that its algorithm fits, and tells people of them. */
final class FitRecorder {

    private final RunLog log;
    private final List<Objective> objectives;
    private final SearchListener listener;
    private int number;

    FitRecorder(RunLog log, List<Objective> objectives, SearchListener listener) {
        this.log = log;
        this.objectives = List.copyOf(objectives);
        this.listener = listener;
    }

    /**
     * Records a fit, unless the journal holds it.
     *
     * @param candidate the first that is proposed from it
     */
    void record(int candidate, Fitted fitted) {
        number++;
        if (number > log.state().fits().size()) {
            var fit =
                    new Event.Fit(
                            number,
                            fitted.points(),
                            surrogates(fitted),
                            promises(candidate, fitted));
            log.record(fit);
            listener.note(FitHistory.words(fit));
        }
    }

    private Map<String, Surrogate> surrogates(Fitted fitted) {
        Map<String, Surrogate> surrogates = new LinkedHashMap<>();
        for (int i = 0; i < objectives.size(); i++) {
            surrogates.put(objectives.get(i).name(), surrogate(fitted.models().get(i)));
        }
        return surrogates;
    }

    private static Surrogate surrogate(SurrogateFit.Model model) {
        return new Surrogate(
                model.warp().key(),
                model.ridge(),
                Double.isFinite(model.r2())
                        ? OptionalDouble.of(model.r2())
                        : OptionalDouble.empty());
    }

    private Map<Integer, Map<String, Double>> promises(int candidate, Fitted fitted) {
        Map<Integer, Map<String, Double>> promises = new LinkedHashMap<>();
        for (int i = 0; i < fitted.promises().size(); i++) {
            List<Double> costs = fitted.promises().get(i);
            if (!costs.isEmpty()) {
                promises.put(candidate + i, values(costs));
            }
        }
        return promises;
    }

    private Map<String, Double> values(List<Double> costs) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < objectives.size(); i++) {
            Objective objective = objectives.get(i);
            values.put(objective.name(), objective.cost(costs.get(i)));
        }
        return values;
    }
}
