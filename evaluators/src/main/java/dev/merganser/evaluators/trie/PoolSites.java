package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PoolStep;
import dev.merganser.evaluators.segment.Segment;
import dev.merganser.recipes.recipe.Scaling;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The steps of a pool, each made once. Steps that compute the same with the same weights have one
 * number, whichever layers and models they are of. Safe for use by many threads.
 */
final class PoolSites {

    private final LayerPool pool;
    private final Set<String> outputs;
    private final Set<String> taken = new HashSet<>();
    private final Map<Place, Site> sites = new HashMap<>();
    private final IdentityHashMap<Segment, Integer> segments = new IdentityHashMap<>();
    private final Map<Form, Integer> numbers = new HashMap<>();

    /**
     * Where a step is.
     *
     * @param layer -1 where it is none
     * @param output of a head, else empty
     */
    private record Place(String model, int layer, Optional<Scaling> scaling, String output) {}

    private record Form(
            int segment,
            Map<String, String> inputs,
            Map<String, String> outputs,
            Optional<String> scale) {}

    /**
     * The steps of a pool.
     *
     * @param outputs what heads are asked for
     */
    PoolSites(LayerPool pool, Set<String> outputs) {
        this.pool = pool;
        this.outputs = Set.copyOf(outputs);
        pool.models().stream()
                .flatMap(this::takers)
                .forEach(step -> taken.addAll(step.inputs().values()));
    }

    private Stream<PoolStep> takers(String model) {
        return Stream.concat(
                IntStream.range(0, pool.layers(model))
                        .mapToObj(layer -> pool.layer(model, layer, Optional.empty())),
                heads(model).map(output -> pool.head(model, output)));
    }

    /** What the head of a model gives of what is asked for; paths that ask for more fail. */
    private Stream<String> heads(String model) {
        return outputs.stream().filter(output -> pool.findHead(model, output).isPresent());
    }

    LayerPool pool() {
        return pool;
    }

    /** What heads are asked for. */
    Set<String> outputs() {
        return outputs;
    }

    Site stem(String model) {
        return site(new Place(model, -1, Optional.empty(), ""));
    }

    Site layer(String model, int layer, Optional<Scaling> scaling) {
        return site(new Place(model, layer, scaling, ""));
    }

    Site head(String model, String output) {
        return site(new Place(model, -1, Optional.empty(), output));
    }

    /** All steps of a model but scaled ones, and heads for what is asked for. */
    Stream<Site> of(String model) {
        return Stream.of(
                        Stream.of(stem(model)),
                        IntStream.range(0, pool.layers(model))
                                .mapToObj(layer -> layer(model, layer, Optional.empty())),
                        heads(model).map(output -> head(model, output)))
                .flatMap(each -> each);
    }

    private synchronized Site site(Place place) {
        Site known = sites.get(place);
        if (known == null) {
            PoolStep step = step(place);
            known = new Site(step, place.model(), number(step), taken);
            sites.put(place, known);
        }
        return known;
    }

    private PoolStep step(Place place) {
        if (place.layer() >= 0) {
            return pool.layer(place.model(), place.layer(), place.scaling());
        }
        return place.output().isEmpty()
                ? pool.stem(place.model())
                : pool.head(place.model(), place.output());
    }

    private int number(PoolStep step) {
        int segment = segments.computeIfAbsent(step.segment(), _ -> segments.size());
        var form = new Form(segment, step.inputs(), step.outputs(), step.scaleInput());
        return numbers.computeIfAbsent(form, _ -> numbers.size());
    }
}
