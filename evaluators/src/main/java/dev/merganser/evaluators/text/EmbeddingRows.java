package dev.merganser.evaluators.text;

import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How many tokens a graph knows: the rows of the tensor from which it gathers by its tokens; and
 * how many positions, as far as a tensor's name tells.
 */
final class EmbeddingRows {

    /** Operators that keep tokens what they are. */
    private static final Set<String> KEEPING =
            Set.of("Cast", "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose");

    private static final Pattern POSITIONS =
            Pattern.compile("(.*[./])?(position_embeddings?|embed_positions|wpe)([./]weight)?");

    private EmbeddingRows() {}

    /** The embeddings of a graph's tokens, where they are a tensor of the graph. */
    static Optional<TensorInfo> find(Graph graph, String ids) {
        Map<String, TensorInfo> tensors = new HashMap<>();
        for (Initializer initializer : graph.initializers()) {
            tensors.put(initializer.tensor().name(), initializer.tensor().info());
        }
        Set<String> tokens = new HashSet<>(Set.of(ids));
        for (Node node : graph.nodes()) {
            List<String> inputs = node.inputs();
            if (isEmbedding(node)
                    && tokens.contains(inputs.get(1))
                    && tensors.containsKey(inputs.get(0))) {
                return Optional.ofNullable(tensors.get(inputs.get(0)));
            }
            if (KEEPING.contains(node.opType()) && tokens.contains(inputs.get(0))) {
                tokens.addAll(node.outputs());
            }
        }
        return Optional.empty();
    }

    private static boolean isEmbedding(Node node) {
        return node.opType().equals("Gather") && node.intAttribute("axis", 0) == 0;
    }

    /** Refuses tokens that the graph does not know. */
    static void check(ModelPorts ports, String ids, List<Encoded> rows, Path tokenizer) {
        Optional<TensorInfo> known = find(ports.model().graph(), ids);
        int largest = rows.stream().flatMapToInt(row -> Arrays.stream(row.ids())).max().orElse(0);
        if (known.isPresent() && largest >= rowCount(known.get())) {
            throw new BadDataException(
                    "Task '%s': tokenizer %s makes token %d, but graph '%s' has embeddings of %d tokens ('%s' %s). Maybe it is another model's tokenizer."
                            .formatted(
                                    ports.task(),
                                    tokenizer,
                                    largest,
                                    ports.graph(),
                                    rowCount(known.get()),
                                    known.get().name(),
                                    known.get().shape()));
        }
    }

    /** Refuses texts that are longer than the graph has positions. */
    static void checkLength(ModelPorts ports, List<Encoded> rows) {
        int longest = rows.stream().mapToInt(Encoded::length).max().orElse(0);
        for (Initializer initializer : ports.model().graph().initializers()) {
            TensorInfo info = initializer.tensor().info();
            boolean named = POSITIONS.matcher(info.name()).matches();
            if (named && info.shape().rank() == 2 && longest > rowCount(info)) {
                throw new WrongUseException(
                        "Task '%s': a text has %d tokens, but graph '%s' has %d positions ('%s' %s). Maybe set max_tokens: %d."
                                .formatted(
                                        ports.task(),
                                        longest,
                                        ports.graph(),
                                        rowCount(info),
                                        info.name(),
                                        info.shape(),
                                        rowCount(info)));
            }
        }
    }

    private static long rowCount(TensorInfo table) {
        return table.shape().dims().getFirst();
    }
}
