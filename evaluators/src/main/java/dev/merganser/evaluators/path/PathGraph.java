package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A path as one ordinary graph: the stem's nodes, a copy of each layer's, the head's. Layers are
 * numbered anew in the base's naming, nodes and weights, so that the graph can be cut again and its
 * weights are called as in the path's checkpoint; scales stand inside as constants. Weights hold
 * the values of the models' own graphs (of the merge's base for merged layers) without a copy; who
 * writes the graph replaces them.
 */
public final class PathGraph {

    private final LayerPool pool;
    private final LayerPath path;
    private final GraphJoin join;

    private PathGraph(LayerPool pool, LayerPath path) {
        this.pool = pool;
        this.path = path;
        this.join =
                new GraphJoin(
                        pool.graph(pool.base()),
                        pool.graph(inPool(path.head().orElse(pool.base()))).graph());
    }

    /**
     * The graph of a path; its outputs are those of the head's model.
     *
     * @throws WrongUseException for a layer that the pool does not have, or that cannot be scaled
     * @throws BadDataException where the graphs of the path's models do not go into one: another
     *     version of the operators, one name for two tensors, a head that takes what the stem does
     *     not give
     */
    public static Graph of(LayerPool pool, LayerPath path) {
        return new PathGraph(pool, path).graph();
    }

    private Graph graph() {
        String stem = path.stem().orElse(pool.base());
        String head = path.head().orElse(pool.base());
        pool.requireTogether(inPool(stem), inPool(head));
        join.end(source(stem), pool.stem(inPool(stem)));
        for (PathLayer layer : path.layers()) {
            join.layer(
                    source(layer.model()),
                    pool.layer(
                            inPool(layer.model()),
                            layer.layer(),
                            layer.isScaled() ? Optional.of(path.scaling()) : Optional.empty()),
                    layer);
        }
        heads(inPool(head)).forEach(step -> join.end(source(head), step));
        return join.graph();
    }

    private GraphJoin.Source source(String model) {
        return new GraphJoin.Source(model, pool.graph(inPool(model)));
    }

    /** The model whose graph runs what goes by a name in the path. */
    private String inPool(String name) {
        return pool.graphOf(path, name);
    }

    /** The steps that give the outputs; those of one segment are one. */
    private List<PoolStep> heads(String model) {
        var steps = new IdentityHashMap<Segment, PoolStep>();
        pool.heads(model).forEach(head -> steps.merge(head.segment(), head, PathGraph::joined));
        return pool.heads(model).stream()
                .map(head -> steps.remove(head.segment()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static PoolStep joined(PoolStep a, PoolStep b) {
        Map<String, String> outputs = new HashMap<>(a.outputs());
        outputs.putAll(b.outputs());
        return new PoolStep(a.segment(), a.weights(), a.inputs(), outputs, Optional.empty());
    }
}
