package dev.merganser.examples.vision.training;

import java.util.Locale;

/** How well a model does: the share of right answers, and the mean negative log-likelihood. */
public record Measured(double accuracy, double nll) {

    /** Both, as tables show them. */
    public String shown() {
        return String.format(Locale.ROOT, "%.4f / %.4f", accuracy, nll);
    }
}
