package dev.merganser.evaluators.metric;

/**
 * The exponential of minus the log-likelihood per token, over all tokens of all texts. Depends on
 * the tokenizer. Contributions are jackknife pseudo-values.
 *
 * <p>Source: F. Jelinek, R. Mercer, L. Bahl, J. Baker, "Perplexity: a measure of the difficulty of
 * speech recognition tasks", Journal of the Acoustical Society of America 62 (1977).
 */
public final class Perplexity implements Metric<TokenLikelihoods> {

    @Override
    public String name() {
        return "perplexity";
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
                predictions.logLikelihood(), predictions.tokens(), StrictMath::exp);
    }
}
