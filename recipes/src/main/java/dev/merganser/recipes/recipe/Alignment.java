package dev.merganser.recipes.recipe;

/** What puts the experts into the order of the base before anything is merged. */
public enum Alignment {
    /** Git Re-Basin's weight matching (arXiv:2209.04836): hidden units and attention heads. */
    REBASIN("rebasin");

    private final String word;

    Alignment(String word) {
        this.word = word;
    }

    /** What recipes call it. */
    public String word() {
        return word;
    }
}
