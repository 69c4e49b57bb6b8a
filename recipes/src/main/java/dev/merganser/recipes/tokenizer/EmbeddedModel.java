package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tokenizer.VocabularyTensors.Found;
import dev.merganser.recipes.tokenizer.VocabularyTensors.Role;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model and its tensors that have a row for each of its tokens. Refers to an open checkpoint. */
final class EmbeddedModel {

    private final String reference;
    private final Checkpoint checkpoint;
    private final Map<String, Found> tensors = new LinkedHashMap<>();
    private final int rows;

    private EmbeddedModel(String reference, Checkpoint checkpoint, Vocabulary vocabulary) {
        this.reference = reference;
        this.checkpoint = checkpoint;
        VocabularyTensors.among(checkpoint.tensors(), vocabulary.ids().size())
                .forEach(found -> tensors.put(found.info().name(), found));
        long fewest = tensors.values().stream().mapToLong(Found::rows).min().orElse(0);
        this.rows = (int) Math.min(fewest, Integer.MAX_VALUE);
    }

    /**
     * Puts a model and its vocabulary together.
     *
     * @throws BadDataException where the vocabulary cannot be that of the model
     */
    static EmbeddedModel of(String reference, Checkpoint checkpoint, Vocabulary vocabulary) {
        var model = new EmbeddedModel(reference, checkpoint, vocabulary);
        if (model.tensors.isEmpty()) {
            throw new BadDataException(
                    "Model %s must have a tensor with a row for each token, such as 'embed_tokens.weight', for its vocabulary to be looked at; found none."
                            .formatted(model));
        }
        model.tensors.values().forEach(found -> model.requireRows(found, vocabulary));
        return model;
    }

    private void requireRows(Found found, Vocabulary vocabulary) {
        int tokens = vocabulary.ids().size();
        if (found.rows() < tokens / 2) {
            throw new BadDataException(
                    "Tensor '%s' of %s must have a row for each token, found %d rows and %d tokens. Maybe the tokenizer in %s is another model's."
                            .formatted(
                                    found.info().name(),
                                    this,
                                    found.rows(),
                                    tokens,
                                    vocabulary.folder()));
        }
    }

    String reference() {
        return reference;
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Rows that all these tensors have. */
    int rows() {
        return rows;
    }

    /** The tensors with a row for each token, by name. */
    Map<String, Found> tensors() {
        return tensors;
    }

    /** A tensor with a row for each token; the head of a model that has none is its embedding. */
    Optional<Found> found(String name) {
        Found own = tensors.get(name);
        return own == null ? tied(name) : Optional.of(own);
    }

    /** The values of a tensor that was found here. */
    FloatTensor values(Found found) {
        return checkpoint.values(found.info().name());
    }

    /** The only input embedding, for the name of an output head that this model does not have. */
    Optional<Found> tied(String name) {
        boolean hasHead = tensors.values().stream().anyMatch(found -> found.role() == Role.HEAD);
        List<Found> embeddings =
                tensors.values().stream().filter(found -> found.role() == Role.EMBEDDING).toList();
        return !hasHead && embeddings.size() == 1 && VocabularyTensors.isHead(name)
                ? Optional.of(embeddings.getFirst())
                : Optional.empty();
    }

    /** For messages. */
    @Override
    public String toString() {
        return Quoted.text(reference);
    }
}
