package dev.merganser.evaluators.metric;

/**
 * Minus the log-likelihood per token in nats, over all tokens of all texts: the logarithm of the
 * perplexity. Contributions are jackknife pseudo-values.
 */
public final class TokenLikelihood implements Metric<TokenLikelihoods> {

    @Override
    public String name() {
        return "nll";
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
                predictions.logLikelihood(), predictions.tokens(), ratio -> ratio);
    }
}
