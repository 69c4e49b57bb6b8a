package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.TokenRule;
import dev.merganser.recipes.recipe.TokenizerSettings;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tokens of the merged model: those of one model, whose tokenizer files are taken over, and
 * after them new ones. Immutable once made.
 */
final class OutputVocabulary {

    private final Member carrier;
    private final Map<String, Integer> ids;
    private final List<NewToken> news = new ArrayList<>();
    private int size;

    /**
     * A token that the carrier does not have.
     *
     * @param flags present where it is an added token, not one of a tokenizer's model
     */
    record NewToken(String token, int id, Optional<AddedToken> flags) {}

    private OutputVocabulary(Member carrier) {
        this.carrier = carrier;
        this.ids = new LinkedHashMap<>(carrier.vocabulary().ids());
        this.size = carrier.vocabulary().size();
        requireDense();
    }

    /** A stray id would make embeddings of mostly nothing. */
    private void requireDense() {
        int most = 2 * Math.max(carrier.rows(), ids.size());
        if (size > most) {
            throw new BadDataException(
                    "The tokenizer of %s must have ids below %d, for %d tokens and %d rows of embeddings; found %d."
                            .formatted(carrier, most, ids.size(), carrier.rows(), size - 1));
        }
    }

    /**
     * The vocabulary that settings ask for.
     *
     * @param members all models, the base first
     * @throws WrongUseException where a rule names a token that no model has, and no row for it
     */
    static OutputVocabulary of(TokenizerSettings settings, List<Member> members) {
        OutputVocabulary vocabulary =
                switch (settings.source()) {
                    case TokenizerSettings.Base _ -> new OutputVocabulary(members.getFirst());
                    case TokenizerSettings.OfModel(String model) ->
                            new OutputVocabulary(Members.named(members, model));
                    case TokenizerSettings.Union _ -> union(members);
                };
        settings.tokens().forEach((token, rule) -> vocabulary.require(token, rule, members));
        return vocabulary;
    }

    private static OutputVocabulary union(List<Member> members) {
        var union = new OutputVocabulary(members.getFirst());
        members.forEach(member -> union.addAll(member.vocabulary()));
        return union;
    }

    private void addAll(Vocabulary vocabulary) {
        vocabulary.ids().entrySet().stream()
                .filter(entry -> !ids.containsKey(entry.getKey()))
                .sorted(Comparator.comparing(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(token -> add(token, vocabulary.added(token)));
    }

    private void add(String token, Optional<AddedToken> flags) {
        ids.put(token, size);
        news.add(new NewToken(token, size, flags));
        size++;
    }

    /** Adds a token that a rule names; as mergekit, also where the rule is all there is of it. */
    private void require(String token, TokenRule rule, List<Member> members) {
        if (ids.containsKey(token)) {
            return;
        }
        Optional<Member> owner =
                members.stream().filter(m -> m.vocabulary().id(token).isPresent()).findFirst();
        if (owner.isPresent()) {
            add(token, owner.get().vocabulary().added(token));
        } else if (rule.origin() instanceof TokenRule.OfModel) {
            throw unknown(token, members);
        } else {
            add(token, Optional.of(AddedToken.plain(token)));
        }
    }

    private static WrongUseException unknown(String token, List<Member> members) {
        return new WrongUseException(
                "Recipe: tokenizer.tokens must name tokens that a model has, found %s.%s"
                        .formatted(Quoted.text(token), didYouMean(token, members.stream())));
    }

    /** The nearest token of some models, as the end of a message. */
    static String didYouMean(String token, Stream<Member> members) {
        int far = 1 + token.length() / 3;
        return Suggestions.didYouMean(
                token,
                members.flatMap(member -> member.vocabulary().ids().keySet().stream())
                        .filter(known -> Math.abs(known.length() - token.length()) <= far)
                        .distinct()
                        .toList());
    }

    /** The model whose tokenizer files are taken over. */
    Member carrier() {
        return carrier;
    }

    /** All tokens with their ids. */
    Map<String, Integer> ids() {
        return ids;
    }

    /** The tokens that the carrier does not have, by their ids. */
    List<NewToken> newTokens() {
        return news;
    }

    /** One more than the largest id. */
    int size() {
        return size;
    }

    /** The ids that stand for a token. */
    BitSet used() {
        var used = new BitSet(size);
        ids.values().forEach(used::set);
        return used;
    }
}
