package dev.merganser.evaluators.text;

import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.recipes.error.BadDataException;
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

/** How many tokens a graph knows: the rows of the tensor from which it gathers by its tokens. */
final class EmbeddingRows {

    /** Operators that keep tokens what they are. */
    private static final Set<String> KEEPING =
            Set.of("Cast", "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose");

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
        if (known.isPresent() && largest >= known.get().shape().dims().getFirst()) {
            throw new BadDataException(
                    "Task '%s': tokenizer %s makes token %d, but graph '%s' has embeddings of %d tokens ('%s' %s). Maybe it is another model's tokenizer."
                            .formatted(
                                    ports.task(),
                                    tokenizer,
                                    largest,
                                    ports.graph(),
                                    known.get().shape().dims().getFirst(),
                                    known.get().name(),
                                    known.get().shape()));
        }
    }
}
