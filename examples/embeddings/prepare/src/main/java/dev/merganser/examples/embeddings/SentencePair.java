package dev.merganser.examples.embeddings;

import java.util.List;

/**
 * Two sentences with the similarity that people gave them, 0 to 5, and the data set they are from.
 */
record SentencePair(String set, String a, String b, double gold) {

    SentencePair {
        if (!(gold >= 0 && gold <= 5)) {
            throw new IllegalArgumentException("A similarity must be from 0 to 5, found " + gold);
        }
    }

    List<String> sentences() {
        return List.of(a, b);
    }

    /** The members set, a, b and gold. */
    JsonLine json() {
        return new JsonLine().with("set", set).with("a", a).with("b", b).with("gold", gold);
    }
}
