package dev.merganser.optimizer.coefficient;

import dev.merganser.evaluators.loss.LossTerm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The methods that learn coefficients; {@link MethodDefaults} has the settings of each. */
public enum CoefficientMethod {
    /**
     * Adam on coefficients that are clamped in the forward pass, entropy of unlabelled items (Yang
     * et al. 2024, arXiv:2310.02575).
     */
    ADAMERGING,
    /**
     * AdamW on the logits of coefficients, pulled to where they began; hidden states and outputs
     * like those of the experts (Zhang et al. 2025, arXiv:2509.25712).
     */
    EXPERT_MERGING,
    /** AdamW on free coefficients from 0, labels (Zhang et al. 2024, arXiv:2407.02880). */
    ATLAS,
    /**
     * A share of each expert, together 1, times a norm; contrastive loss of pairs (Li et al. 2024,
     * arXiv:2410.15035).
     */
    SELF_POSITIONING,
    /** Steps towards the model along which the loss falls most (Chen et al. 2025, 2503.12649). */
    FRANK_WOLFE;

    /** Its name as an algorithm of a search. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(CoefficientMethod::key).toList();
    }

    /** The method of a name, if there is one. */
    public static Optional<CoefficientMethod> named(String name) {
        return Arrays.stream(values()).filter(method -> method.key().equals(name)).findFirst();
    }

    /** Its settings where a search sets none. */
    public CoefficientSettings defaults(long seed) {
        return MethodDefaults.of(this).settings(this, seed);
    }

    /** The settings of Frank-Wolfe merging in its soft form where a search sets no others. */
    public static CoefficientSettings softFrankWolfe(long seed) {
        return MethodDefaults.softFrankWolfe()
                .settings(FRANK_WOLFE, seed)
                .withFrankWolfe(
                        new FrankWolfeSettings(
                                true,
                                FrankWolfeSettings.DEFAULTS.oracle(),
                                true,
                                FrankWolfeSettings.DEFAULTS.inner()));
    }

    /** The temperature that a loss of these terms has where a search sets none. */
    public static double temperature(Map<LossTerm, Double> terms) {
        return MethodDefaults.temperature(terms);
    }
}
