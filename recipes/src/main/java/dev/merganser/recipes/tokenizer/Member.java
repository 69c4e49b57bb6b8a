package dev.merganser.recipes.tokenizer;

/** A model with its vocabulary. */
record Member(EmbeddedModel model, Vocabulary vocabulary) {

    String reference() {
        return model.reference();
    }

    /** Rows that all tensors with a row for each token have. */
    int rows() {
        return model.rows();
    }

    /** How many of its tokens have no row. */
    long tokensWithoutRow() {
        return vocabulary.ids().values().stream().filter(id -> id >= rows()).count();
    }

    /** For messages. */
    @Override
    public String toString() {
        return model.toString();
    }
}
