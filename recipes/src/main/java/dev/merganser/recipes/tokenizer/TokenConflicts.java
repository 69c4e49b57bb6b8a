package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ids that stand for different tokens in models whose embeddings are merged row by row. Models of
 * one family mostly have the very same tokenizer file, which is then not read.
 */
public final class TokenConflicts {

    private TokenConflicts() {}

    /**
     * A warning for each model whose tokenizer gives some ids to other tokens than the first's.
     *
     * @param models whose rows are merged as they are; where one has no tokenizer, nothing can be
     *     told of it
     */
    public static List<String> warnings(List<TokenizerPlan.Model> models) {
        List<String> warnings = new ArrayList<>();
        TokenizerPlan.Model first = models.getFirst();
        for (TokenizerPlan.Model other : models.subList(1, models.size())) {
            warning(
                            first,
                            other,
                            "Rows of different tokens must not be merged. Maybe state 'tokenizer: {source: union}' for all tokens, or 'tokenizer: {source: base}'.")
                    .ifPresent(warnings::add);
        }
        return warnings;
    }

    /** A warning where the output head of one model goes with the embedding of another. */
    public static Optional<String> warning(TokenizerPlan.Model stem, TokenizerPlan.Model head) {
        return warning(stem, head, "What the head writes is not what the stem reads.");
    }

    private static Optional<String> warning(
            TokenizerPlan.Model one, TokenizerPlan.Model other, String consequence) {
        Path ours = TokenizerPlan.folder(one.checkpoint());
        Path theirs = TokenizerPlan.folder(other.checkpoint());
        if (ours.equals(theirs)
                || !hasVocabulary(ours)
                || !hasVocabulary(theirs)
                || TokenizerPlan.isSame(ours, theirs)) {
            return Optional.empty();
        }
        String names = Quoted.text(one.reference()) + " and " + Quoted.text(other.reference());
        try {
            return conflict(Vocabulary.read(ours), Vocabulary.read(theirs))
                    .map(conflict -> conflict.words(names) + " " + consequence);
        } catch (BadDataException e) {
            return Optional.of(
                    "The tokenizers of %s cannot be compared: %s".formatted(names, e.getMessage()));
        }
    }

    private static boolean hasVocabulary(Path folder) {
        return Stream.of(VocabularyReader.TOKENIZER, "vocab.json", "vocab.txt")
                .map(folder::resolve)
                .anyMatch(Files::isRegularFile);
    }

    private record Conflict(int count, int id, String ours, String theirs) {
        String words(String names) {
            return "The tokenizers of %s give %d ids to different tokens, the first is %d: %s and %s."
                    .formatted(names, count, id, Quoted.text(ours), Quoted.text(theirs));
        }
    }

    private static Optional<Conflict> conflict(Vocabulary ours, Vocabulary theirs) {
        Map<Integer, String> tokens = new HashMap<>();
        ours.ids().forEach((token, id) -> tokens.put(id, token));
        List<Map.Entry<String, Integer>> others =
                theirs.ids().entrySet().stream()
                        .filter(each -> tokens.containsKey(each.getValue()))
                        .filter(each -> !each.getKey().equals(tokens.get(each.getValue())))
                        .toList();
        return others.stream()
                .min(Map.Entry.comparingByValue())
                .map(
                        each ->
                                new Conflict(
                                        others.size(),
                                        each.getValue(),
                                        String.valueOf(tokens.get(each.getValue())),
                                        each.getKey()));
    }
}
