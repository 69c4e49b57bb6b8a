package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.Rows;
import dev.merganser.evaluators.text.DistinctRows;
import dev.merganser.evaluators.text.TokenRows;
import dev.merganser.evaluators.text.Tokenizer;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.ValueInfo;

import java.util.List;
import java.util.Optional;

/**
 * Texts as rows of a graph, each text once, and where each one's vector will be. Immutable; safe
 * for use by many threads.
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record EmbeddedTexts(
        Rows rows,
        int[] lengths,
        int[] rowOfText,
        String output,
        Optional<Pooling> pooling,
        boolean normalize) {

    static EmbeddedTexts of(Embedding embedding, ModelPorts ports, List<String> texts) {
        var distinct = new DistinctRows();
        int[] rowOfText;
        try (Tokenizer tokenizer = embedding.tokenizer().open(embedding.maxTokens())) {
            rowOfText =
                    texts.stream().mapToInt(text -> distinct.of(text, tokenizer::encode)).toArray();
        }
        ValueInfo output = ports.output(embedding.output());
        return new EmbeddedTexts(
                TokenRows.of(
                        ports, embedding.input(), distinct.rows(), embedding.tokenizer().path()),
                distinct.rows().stream().mapToInt(row -> row.length()).toArray(),
                rowOfText,
                output.name(),
                pooling(embedding, ports, output),
                embedding.normalize());
    }

    /** What is left to do with the graph's output; empty where it is a vector per text. */
    private static Optional<Pooling> pooling(
            Embedding embedding, ModelPorts ports, ValueInfo output) {
        List<Dim> dims = output.dims().orElse(List.of());
        if (dims.size() == 3) {
            return Optional.of(embedding.pooling().orElse(Pooling.MEAN));
        }
        if (dims.size() != 2) {
            throw new BadDataException(
                    "Task '%s': output '%s' of graph '%s' must be [batch, tokens, hidden] or [batch, hidden], but is %s."
                            .formatted(ports.task(), output.name(), ports.graph(), dims));
        }
        if (embedding.pooling().isPresent()) {
            throw new WrongUseException(
                    "Task '%s': output '%s' of graph '%s' is one vector per text already, %s: leave out 'pooling'."
                            .formatted(ports.task(), output.name(), ports.graph(), dims));
        }
        return Optional.empty();
    }

    /** Room for the vectors of one candidate. */
    Vectors vectors() {
        return new Vectors(this);
    }
}
