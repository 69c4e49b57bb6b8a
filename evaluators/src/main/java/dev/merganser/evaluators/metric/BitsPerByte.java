package dev.merganser.evaluators.metric;

/**
 * Minus the base-2 logarithm of the likelihood per byte of UTF-8 text, over all texts: comparable
 * between tokenizers. Contributions are jackknife pseudo-values.
 *
 * <p>Source: L. Gao et al., "The Pile: an 800GB dataset of diverse text for language modeling"
 * (arXiv:2101.00027), section 3.1.
 */
public final class BitsPerByte implements Metric<TokenLikelihoods> {

    @Override
    public String name() {
        return "bits_per_byte";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public Class<TokenLikelihoods> predictions() {
        return TokenLikelihoods.class;
    }

    @Override
    public float[] contributions(TokenLikelihoods predictions) {
        return TokenRatio.contributions(
                predictions.logLikelihood(),
                predictions.bytes(),
                ratio -> ratio / StrictMath.log(2));
    }
}
