package dev.merganser.recipes.tokenizer;

/** How a tokenizer's files hold its tokens. */
enum TokenizerModel {
    /** {@code tokenizer.json} with a map from token to id: BPE, WordPiece, WordLevel. */
    MAP,
    /** {@code tokenizer.json} with a list of tokens and scores, whose ids are their places. */
    LIST,
    /** {@code vocab.json} or {@code vocab.txt}, with {@code added_tokens.json}. */
    FILES
}
