package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.tokenizer.OutputVocabulary.NewToken;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What is written into the tokenizer files that a merged model takes over from one of its models.
 * Immutable.
 *
 * @param model how these files hold their tokens
 * @param tokens the new tokens, by their ids
 * @param forModel what goes into the vocabulary of the tokenizer's model, by ids: new tokens, and
 *     added ones that it did not have, since their ids would follow from its size otherwise
 */
record NewTokens(
        TokenizerModel model, List<NewToken> tokens, List<NewToken> forModel, boolean hasMap) {

    static NewTokens of(OutputVocabulary vocabulary) {
        Vocabulary old = vocabulary.carrier().vocabulary();
        List<NewToken> news = List.copyOf(vocabulary.newTokens());
        List<NewToken> all = new ArrayList<>(news);
        for (String token : old.beyondModel()) {
            OptionalInt id = old.id(token);
            all.add(new NewToken(token, id.orElseThrow(), old.added(token)));
        }
        all.sort(Comparator.comparingInt(NewToken::id));
        boolean fits = old.model() != TokenizerModel.LIST || follow(all, old.modelSize());
        boolean hasMap =
                old.model() == TokenizerModel.MAP
                        || Files.isRegularFile(old.folder().resolve("vocab.json"));
        return new NewTokens(old.model(), news, fits ? all : List.of(), hasMap);
    }

    private static boolean follow(List<NewToken> tokens, int first) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).id() != first + i) {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    /** New tokens that are cut out of texts, with their flags, by their ids. */
    Map<Integer, AddedToken> addedById() {
        Map<Integer, AddedToken> added = new TreeMap<>();
        for (NewToken token : tokens) {
            flags(token).ifPresent(flags -> added.put(token.id(), flags));
        }
        return added;
    }

    /** A token that the model's vocabulary cannot take is an added one. */
    private Optional<AddedToken> flags(NewToken token) {
        return forModel.isEmpty()
                ? token.flags().or(() -> Optional.of(AddedToken.plain(token.token())))
                : token.flags();
    }

    /** New tokens for {@code added_tokens.json}: all that {@code vocab.json} does not take. */
    List<NewToken> forFiles() {
        return tokens.stream().filter(token -> token.flags().isPresent() || !hasMap).toList();
    }
}
