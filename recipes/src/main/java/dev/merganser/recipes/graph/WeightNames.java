package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.Transposition;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The names that the initializers of a graph have in checkpoints; an initializer without another
 * name has its own. Immutable.
 */
public final class WeightNames {

    private final Map<String, WeightName> byInitializer;

    private WeightNames(Map<String, WeightName> byInitializer) {
        this.byInitializer = Map.copyOf(byInitializer);
    }

    /** Names by initializer. Two initializers with one name are uses of one tied weight. */
    public static WeightNames of(Map<String, WeightName> byInitializer) {
        return new WeightNames(byInitializer);
    }

    /** Canonical names for the initializers that have none, see {@link CanonicalNames}. */
    public static WeightNames canonical(Graph graph) {
        return CanonicalNames.of(graph);
    }

    /** What checkpoints call an initializer. */
    public WeightName of(String initializer) {
        return byInitializer.getOrDefault(initializer, new WeightName(initializer, false));
    }

    /** An initializer as checkpoints describe it. */
    public TensorInfo of(TensorInfo initializer) {
        WeightName name = of(initializer.name());
        return name.transposed()
                ? Transposition.of(initializer, name.name())
                : new TensorInfo(name.name(), initializer.dtype(), initializer.shape());
    }

    /** An initializer as checkpoints hold it: a copy where its matrix is turned over. */
    public Tensor of(Tensor initializer) {
        WeightName name = of(initializer.name());
        return name.transposed()
                ? Transposition.of(initializer, name.name(), Arena.ofAuto())
                : new Tensor(of(initializer.info()), initializer.data());
    }

    /**
     * The same model with initializers named and lying as in checkpoints; where one lies otherwise
     * a Transpose turns it for each use, which ONNX Runtime fuses with a product.
     */
    public Graph applied(Graph graph) {
        return byInitializer.isEmpty() ? graph : applied(graph, this::of);
    }

    /**
     * As the other, with tensors that lie elsewhere.
     *
     * @param lying the tensor of an initializer as checkpoints hold it, under its name there
     */
    public Graph applied(Graph graph, UnaryOperator<Tensor> lying) {
        var renaming = new WeightRenaming(this, graph);
        List<Initializer> initializers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Initializer initializer : graph.initializers()) {
            if (seen.add(of(initializer.name()).name())) {
                initializers.add(new Initializer(lying.apply(initializer.tensor())));
            }
        }
        return graph.withInputs(graph.fedInputs())
                .withInitializers(initializers)
                .withNodes(renaming.nodes(graph.nodes()));
    }
}
