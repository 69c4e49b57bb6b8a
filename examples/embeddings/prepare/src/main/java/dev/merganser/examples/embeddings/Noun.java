package dev.merganser.examples.embeddings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A noun in its first sense.
 *
 * @param lemma the noun
 * @param synonyms all words of that sense, in lower case, the lemma among them
 * @param gloss the definition, without examples
 */
record Noun(String lemma, List<String> synonyms, String gloss) {

    Noun {
        synonyms = List.copyOf(synonyms);
    }

    /** Whether the gloss gives the noun away. */
    boolean glossNamesLemma() {
        return Arrays.asList(gloss.toLowerCase(Locale.ROOT).split("[^a-z]+")).contains(lemma);
    }
}
