package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The tokens of one model, each with its id: the row of its embedding. No id stands for two tokens.
 * Immutable.
 */
public final class Vocabulary {

    /** The largest id that is read, twice the largest vocabulary in use. */
    public static final int LARGEST_ID = (1 << 21) - 1;

    private final Path folder;
    private final Map<String, Integer> ids;
    private final Map<String, AddedToken> added;
    private final TokenizerModel model;
    private final List<String> beyondModel;
    private final int modelSize;
    private final int passedOver;
    private final int size;

    private Vocabulary(Builder builder) {
        this.folder = builder.folder;
        this.ids = Collections.unmodifiableMap(builder.ids);
        this.added = Collections.unmodifiableMap(builder.added);
        this.model = builder.model;
        this.beyondModel = List.copyOf(builder.beyondModel);
        this.modelSize = builder.modelSize;
        this.passedOver = builder.passedOver;
        this.size = 1 + ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    /**
     * Reads the vocabulary of a model's folder: its {@code tokenizer.json}, else {@code vocab.json}
     * or {@code vocab.txt} with {@code added_tokens.json}.
     *
     * @throws dev.merganser.recipes.error.WrongUseException where there is none that can be read
     * @throws BadDataException where a file is damaged or an id beyond {@link #LARGEST_ID}
     */
    public static Vocabulary read(Path folder) {
        return VocabularyReader.read(folder);
    }

    /** Where it was read. */
    public Path folder() {
        return folder;
    }

    /** All tokens with their ids, in the order of the file. */
    public Map<String, Integer> ids() {
        return ids;
    }

    /** The id of a token, where it is known. */
    public OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** One more than the largest id. */
    public int size() {
        return size;
    }

    /** The flags of a token that is added to those of the tokenizer's model. */
    public Optional<AddedToken> added(String token) {
        return Optional.ofNullable(added.get(token));
    }

    /** How many entries of the file were passed over, since another token or id came before. */
    public int passedOver() {
        return passedOver;
    }

    /** What holds the tokens. */
    TokenizerModel model() {
        return model;
    }

    /** Added tokens that are not in the tokenizer's model. */
    List<String> beyondModel() {
        return beyondModel;
    }

    /** Entries of the tokenizer's model. */
    int modelSize() {
        return modelSize;
    }

    /** Collects the tokens of a file; what comes first stays. */
    static final class Builder {
        private final Path folder;
        private final Map<String, Integer> ids = new LinkedHashMap<>();
        private final Map<Integer, String> tokens = new HashMap<>();
        private final Map<String, AddedToken> added = new LinkedHashMap<>();
        private TokenizerModel model = TokenizerModel.FILES;
        private final List<String> beyondModel = new ArrayList<>();
        private int modelSize;
        private int passedOver;

        Builder(Path folder) {
            this.folder = folder;
        }

        void model(TokenizerModel kind) {
            this.model = kind;
        }

        /** An entry of the tokenizer's model. */
        void token(String token, long id) {
            modelSize++;
            put(token, id);
        }

        /** Whether this is the first entry with this token and this id. */
        private boolean put(String token, long id) {
            if (!(id >= 0 && id <= LARGEST_ID)) {
                throw new BadDataException(
                        "Token %s of %s must have an id from 0 to %d, found %d."
                                .formatted(Quoted.text(token), folder, LARGEST_ID, id));
            }
            boolean isNew = !ids.containsKey(token) && !tokens.containsKey((int) id);
            if (isNew) {
                ids.put(token, (int) id);
                tokens.put((int) id, token);
            } else if (!Integer.valueOf((int) id).equals(ids.get(token))) {
                passedOver++;
            }
            return isNew;
        }

        /** An added token; one that the model has too keeps the model's id. */
        void added(AddedToken token, long id) {
            if (put(token.content(), id)) {
                beyondModel.add(token.content());
            }
            if (ids.containsKey(token.content())) {
                added.put(token.content(), token);
            }
        }

        Vocabulary build() {
            if (ids.isEmpty()) {
                throw new BadDataException(
                        "The tokenizer of %s must hold tokens, found none.".formatted(folder));
            }
            return new Vocabulary(this);
        }
    }
}
