package dev.merganser.optimizer.run;

import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.coefficient.DescentSettings;
import dev.merganser.optimizer.coefficient.EstimatorSettings;
import dev.merganser.optimizer.coefficient.FrankWolfeSettings;
import dev.merganser.optimizer.coefficient.StartPoint;
import dev.merganser.optimizer.settings.AlgorithmChoice;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How coefficients are learned, in a manifest. */
final class CoefficientManifest {

    static final String KEY = "coefficients";

    private CoefficientManifest() {}

    /** The settings of the descent and its losses; none where no coefficients are learned. */
    static Map<String, Object> of(AlgorithmChoice choice) {
        return choice.coefficients().map(learned -> of(choice, learned)).orElse(Map.of());
    }

    private static Map<String, Object> of(AlgorithmChoice choice, CoefficientSettings learned) {
        Map<String, Object> resolved = new LinkedHashMap<>(of(learned.losses()));
        choice.population().ifPresent(size -> resolved.put("population", size));
        choice.stepSize().ifPresent(size -> resolved.put("step", size));
        resolved.put("start_point", of(learned.start()));
        resolved.putAll(of(learned.descent()));
        resolved.putAll(of(learned.estimation()));
        resolved.put("important", learned.important());
        if (learned.method() == CoefficientMethod.FRANK_WOLFE) {
            resolved.putAll(of(learned.frankWolfe()));
        }
        resolved.put("activations", learned.gradients().activations().key());
        resolved.put("forwards", learned.gradients().forwards());
        return resolved;
    }

    private static Object of(StartPoint start) {
        return switch (start) {
            case StartPoint.Value(double value) -> value;
            case StartPoint.Baseline() -> "baseline";
        };
    }

    private static Map<String, Object> of(DescentSettings descent) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("steps", descent.steps());
        resolved.put("rate", descent.rate());
        resolved.put("decay", descent.decay());
        resolved.put("clip", descent.clip());
        resolved.put("regularization", descent.regularization());
        resolved.put("every", descent.every());
        resolved.put("patience", descent.patience());
        return resolved;
    }

    private static Map<String, Object> of(EstimatorSettings estimation) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("gradient", estimation.estimator().key());
        resolved.put("fallback", estimation.spsaAllowed() ? "spsa" : "none");
        resolved.put("width", estimation.width());
        resolved.put("pairs", estimation.pairs());
        return resolved;
    }

    private static Map<String, Object> of(FrankWolfeSettings form) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("soft", form.soft());
        resolved.put("oracle", form.oracle().name().toLowerCase(Locale.ROOT));
        resolved.put("by_group", form.byGroup());
        resolved.put("inner", form.inner());
        return resolved;
    }

    private static Map<String, Object> of(LossSettings losses) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        Map<String, Object> terms = new LinkedHashMap<>();
        losses.formula().terms().forEach((term, factor) -> terms.put(term.key(), factor));
        resolved.put("loss", terms);
        resolved.put("balance", losses.formula().balance().key());
        resolved.put("confidence", losses.choice().confidence());
        resolved.put("agreement", losses.choice().agreement());
        losses.guidance().labels().ifPresent(items -> resolved.put("labels", items));
        if (!losses.guidance().teachers().isEmpty()) {
            resolved.put("teachers", new TreeMap<>(losses.guidance().teachers()));
        }
        resolved.put("temperature", losses.formula().temperature());
        resolved.put("batch", losses.draws().batch());
        resolved.put("batches", losses.draws().batches());
        resolved.put("held_out", losses.draws().heldOut());
        return resolved;
    }
}
