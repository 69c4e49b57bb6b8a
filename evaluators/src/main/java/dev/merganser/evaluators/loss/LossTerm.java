package dev.merganser.evaluators.loss;

import java.util.Locale;

/**
 * What a loss is made of. Each is a mean over the items of a task, in nats where it is of classes.
 */
public enum LossTerm {
    /** How undecided a graph is: −Σ p ln p; needs no labels (AdaMerging, arXiv:2310.02575). */
    ENTROPY(Source.ITEMS),
    /** Cross-entropy with the class that the graph itself finds most likely: −ln max p. */
    PSEUDO_LABELS(Source.ITEMS),
    /** Cross-entropy with the labels: −ln p of the right class, or of the next token. */
    CROSS_ENTROPY(Source.LABELS),
    /**
     * How far the outputs are from those of the task's expert: T² KL(expert ‖ model) of the
     * distributions at temperature T; of embeddings half their squared distance, which is 1 − their
     * cosine where the task normalizes them.
     */
    DIVERGENCE(Source.EXPERT),
    /** Mean squared difference of the states between layers from those of the task's expert. */
    HIDDEN(Source.EXPERT),
    /**
     * InfoNCE of embeddings: how well each text finds its partner among the partners of the batch,
     * by cosine over temperature, both ways, also where the task does not normalize them.
     */
    CONTRASTIVE(Source.LABELS);

    /** What a term looks at beside what the graph gives. */
    private enum Source {
        ITEMS,
        LABELS,
        EXPERT
    }

    private final Source source;

    LossTerm(Source source) {
        this.source = source;
    }

    /** Its name in a file, lower snake case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it needs what an expert of the task gives. */
    public boolean isTaught() {
        return source == Source.EXPERT;
    }

    /** Whether it looks at labels, or at which texts belong together. */
    public boolean isLabelled() {
        return source == Source.LABELS;
    }
}
