package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.task.TaskFile;
import dev.merganser.evaluators.text.Tokenizer;
import dev.merganser.evaluators.text.TokenizerFile;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.yaml.YamlMap;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a graph that predicts the next token is asked, as a task file says.
 *
 * @param maxTokens the most tokens that the graph is given at once
 * @param start the token before every text; empty: those that the tokenizer puts there
 * @param input the graph input that takes tokens; empty: {@code input_ids} or the only one
 * @param output the graph output with logits {@code [batch, tokens, vocabulary]}; empty: the only
 *     one
 */
record CausalModel(
        TokenizerFile tokenizer,
        int maxTokens,
        Optional<String> start,
        Optional<String> input,
        Optional<String> output) {

    /** The keys of a task file that it reads. */
    static final Set<String> KEYS = Set.of("tokenizer", "max_tokens", "start_token");

    private static final long USUAL_MAX_TOKENS = 1024;
    private static final long LARGEST = 1 << 20;

    static CausalModel of(TaskFile file) {
        YamlMap yaml = file.yaml();
        return new CausalModel(
                TokenizerFile.read(file.path("tokenizer")),
                yaml.findWhole("max_tokens", 1, LARGEST).orElse(USUAL_MAX_TOKENS).intValue(),
                yaml.findText("start_token"),
                yaml.findText("input"),
                yaml.findText("output"));
    }

    /** The tokens before every text. */
    int[] startTokens(Tokenizer opened) {
        if (start.isEmpty()) {
            return opened.leadingTokens();
        }
        int[] tokens = start.get().isEmpty() ? new int[0] : opened.tokens(start.get());
        if (tokens.length > 1) {
            throw new WrongUseException(
                    "start_token must be one token of %s, but '%s' is %d."
                            .formatted(tokenizer.path(), start.get(), tokens.length));
        }
        return tokens;
    }

    /** The output with logits of so many tokens. */
    Logits logits(ModelPorts ports) {
        ValueInfo chosen = ports.output(output);
        List<Dim> dims = chosen.dims().orElse(List.of());
        if (dims.size() != 3 || !(dims.getLast() instanceof Dim.Fixed(long vocabulary))) {
            throw new BadDataException(
                    "Task '%s': output '%s' of graph '%s' must be logits [batch, tokens, vocabulary], but is %s."
                            .formatted(ports.task(), chosen.name(), ports.graph(), dims));
        }
        return new Logits(ports.task(), chosen.name(), Math.toIntExact(vocabulary), maxTokens);
    }
}
