package dev.merganser.evaluators.loss;

import java.util.Locale;

/**
 * What a loss is made of. Each is a mean over the items of a task, in nats where it is of classes.
 */
public enum LossTerm {
    /** How undecided a graph is: −Σ p ln p; needs no labels (AdaMerging, arXiv:2310.02575). */
    ENTROPY(false),
    /** Cross-entropy with the class that the graph itself finds most likely: −ln max p. */
    PSEUDO_LABELS(false),
    /** Cross-entropy with the labels: −ln p of the right class, or of the next token. */
    CROSS_ENTROPY(false),
    /**
     * How far the outputs are from those of the task's expert: T² KL(expert ‖ model) of the
     * distributions at temperature T; of embeddings 1 − their cosine.
     */
    DIVERGENCE(true),
    /** Mean squared difference of the states between layers from those of the task's expert. */
    HIDDEN(true),
    /**
     * InfoNCE of embeddings: how well each text finds its partner among the partners of the batch,
     * by cosine over temperature, both ways.
     */
    CONTRASTIVE(false);

    private final boolean taught;

    LossTerm(boolean taught) {
        this.taught = taught;
    }

    /** Its name in a file, lower snake case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it needs what an expert of the task gives. */
    public boolean isTaught() {
        return taught;
    }
}
