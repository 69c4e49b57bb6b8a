package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.task.TaskFile;
import dev.merganser.evaluators.text.TokenizerFile;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.yaml.YamlMap;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How texts become vectors, as a task file says.
 *
 * @param maxTokens longer texts are cut; empty: what the tokenizer says
 * @param pooling empty: {@code mean}, where the graph gives a vector per token
 * @param normalize whether vectors are made as long as 1, so that their product is the cosine
 * @param input the graph input that takes tokens; empty: {@code input_ids} or the only one
 * @param output the graph output with the vectors; empty: the only one
 */
record Embedding(
        TokenizerFile tokenizer,
        OptionalInt maxTokens,
        Optional<Pooling> pooling,
        boolean normalize,
        Optional<String> input,
        Optional<String> output) {

    /** The keys of a task file that it reads. */
    static final Set<String> KEYS = Set.of("tokenizer", "max_tokens", "pooling", "normalize");

    private static final long LARGEST = 1 << 20;

    static Embedding of(TaskFile file) {
        YamlMap yaml = file.yaml();
        return new Embedding(
                TokenizerFile.read(file.path("tokenizer")),
                yaml.findWhole("max_tokens", 1, LARGEST)
                        .map(most -> OptionalInt.of(most.intValue()))
                        .orElse(OptionalInt.empty()),
                yaml.findText("pooling").map(name -> pooling(yaml, name)),
                yaml.findFlag("normalize").orElse(true),
                yaml.findText("input"),
                yaml.findText("output"));
    }

    private static Pooling pooling(YamlMap yaml, String name) {
        List<String> known = Arrays.stream(Pooling.values()).map(Pooling::key).toList();
        return Arrays.stream(Pooling.values())
                .filter(pooling -> pooling.key().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                yaml.wrong(
                                        "pooling must be one of %s, found '%s'.%s"
                                                .formatted(
                                                        known,
                                                        name,
                                                        Suggestions.didYouMean(name, known))));
    }

    /** The rows for some texts on a graph. */
    EmbeddedTexts texts(ModelPorts ports, List<String> texts) {
        return EmbeddedTexts.of(this, ports, texts);
    }
}
