package dev.merganser.recipes.graph;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An ONNX model or, inside an attribute, a subgraph of one. Immutable; safe for use by many
 * threads.
 *
 * @param name for people; may be empty
 * @param irVersion version of the file format; 0 in a subgraph
 * @param opsets operator set versions by domain, ONNX's own under the empty name; none in a
 *     subgraph
 * @param nodes the operations, each after those whose outputs it uses
 * @param inputs what is fed; files of ir version 3 repeat the initializers here, see {@link
 *     #fedInputs()}
 * @param outputs what is computed
 * @param values types of values in between, as far as the file gives them
 * @param initializers the constants, with distinct names
 * @param metadata free-form texts; none in a subgraph
 * @param producer the program that made the file; unknown in a subgraph
 */
public record Graph(
        String name,
        long irVersion,
        Map<String, Long> opsets,
        List<Node> nodes,
        List<ValueInfo> inputs,
        List<ValueInfo> outputs,
        List<ValueInfo> values,
        List<Initializer> initializers,
        Map<String, String> metadata,
        Producer producer) {

    public Graph {
        opsets = Map.copyOf(opsets);
        nodes = List.copyOf(nodes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        values = List.copyOf(values);
        initializers = List.copyOf(initializers);
        metadata = Map.copyOf(metadata);
    }

    /** The inputs that have no initializer and so must be fed. */
    public List<ValueInfo> fedInputs() {
        Set<String> constant =
                initializers.stream().map(Initializer::name).collect(Collectors.toSet());
        return inputs.stream().filter(input -> !constant.contains(input.name())).toList();
    }

    /** The same model with other operations. */
    public Graph withNodes(List<Node> newNodes) {
        return new Graph(
                name,
                irVersion,
                opsets,
                newNodes,
                inputs,
                outputs,
                values,
                initializers,
                metadata,
                producer);
    }

    /** The same model with other inputs. */
    public Graph withInputs(List<ValueInfo> newInputs) {
        return new Graph(
                name,
                irVersion,
                opsets,
                nodes,
                newInputs,
                outputs,
                values,
                initializers,
                metadata,
                producer);
    }

    /** The same model with other outputs. */
    public Graph withOutputs(List<ValueInfo> newOutputs) {
        return new Graph(
                name,
                irVersion,
                opsets,
                nodes,
                inputs,
                newOutputs,
                values,
                initializers,
                metadata,
                producer);
    }

    /** The same model with other constants. */
    public Graph withInitializers(List<Initializer> newInitializers) {
        return new Graph(
                name,
                irVersion,
                opsets,
                nodes,
                inputs,
                outputs,
                values,
                newInitializers,
                metadata,
                producer);
    }

    /** The same model with other texts. */
    public Graph withMetadata(Map<String, String> newMetadata) {
        return new Graph(
                name,
                irVersion,
                opsets,
                nodes,
                inputs,
                outputs,
                values,
                initializers,
                newMetadata,
                producer);
    }
}
