package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.loss.LossTerm;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.coefficient.Estimator;
import dev.merganser.optimizer.coefficient.EstimatorSettings;
import dev.merganser.recipes.yaml.YamlMap;

import java.util.List;

/** Refuses settings of {@code search.coefficients} that would be without effect, in one line. */
final class CoefficientEffects {

    static final List<String> FRANK_WOLFE = List.of("soft", "oracle", "by_group", "inner");
    static final List<String> GRADIENTS = List.of("activations", "forwards");

    private final YamlMap map;

    CoefficientEffects(YamlMap map) {
        this.map = map;
    }

    /** What another method, or another form of it, would look at. */
    void requireMethod(CoefficientSettings usual) {
        CoefficientMethod method = usual.method();
        if (method == CoefficientMethod.FRANK_WOLFE) {
            requireForm(usual.frankWolfe().soft());
        } else {
            refuse(FRANK_WOLFE, "frank_wolfe", method.key());
        }
        boolean regularized =
                method == CoefficientMethod.EXPERT_MERGING
                        || method == CoefficientMethod.SELF_POSITIONING;
        if (!regularized) {
            String owners = "expert_merging and self_positioning";
            refuse(List.of("regularization"), owners, method.key());
        }
    }

    private void requireForm(boolean soft) {
        if (soft) {
            refuse(List.of("oracle"), "the hard form", "soft: true");
        } else {
            String byAdam = "the methods that go by Adam";
            refuse(List.of("decay", "clip"), byAdam, "the hard form of frank_wolfe");
            refuse(List.of("inner"), "soft: true", "the hard form");
        }
    }

    /** What another estimator, another loss, or items held out would look at. */
    void require(CoefficientSettings settings) {
        requireEstimator(settings.estimation());
        boolean labelled =
                settings.losses().formula().has(LossTerm.CROSS_ENTROPY)
                        || settings.losses().formula().has(LossTerm.CONTRASTIVE);
        if (!labelled) {
            String found = LossReader.words(settings.losses().formula().terms());
            refuse(List.of("labels"), "the losses cross_entropy and contrastive", found);
        }
        if (settings.losses().draws().heldOut() == 0 && settings.descent().patience() > 0) {
            refuse(List.of("patience"), "a held_out above 0", "held_out: 0");
        }
    }

    private void requireEstimator(EstimatorSettings estimation) {
        Estimator estimator = estimation.estimator();
        String found = "gradient: " + estimator.key();
        if (estimator == Estimator.SEP_CMAES) {
            refuse(List.of("rate", "decay", "clip"), "a descent", found);
        }
        if (estimator != Estimator.REVERSE) {
            refuse(List.of("fallback"), "gradient: reverse", found);
            refuse(GRADIENTS, "gradient: reverse", found);
        }
        boolean perturbed =
                estimator == Estimator.SPSA
                        || (estimator == Estimator.REVERSE && estimation.spsaAllowed());
        if (!perturbed) {
            refuse(List.of("pairs"), "gradient: spsa", found);
        }
        boolean differs = estimator == Estimator.CENTRAL || estimator == Estimator.FORWARD;
        if (!perturbed && !differs) {
            refuse(List.of("width"), "gradient: spsa, central or forward", found);
        }
    }

    private void refuse(List<String> keys, String owner, String found) {
        for (String key : keys) {
            if (map.has(key)) {
                throw map.wrong(
                        "%s.%s is for %s, found %s".formatted(map.path(), key, owner, found));
            }
        }
    }
}
