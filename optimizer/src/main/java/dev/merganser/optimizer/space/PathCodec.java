package dev.merganser.optimizer.space;

import dev.merganser.optimizer.algorithm.GeneBlock;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The genes of a data-flow space and the paths that they stand for, both ways; merges are not its
 * business. First the genes of the layers, then those of the scales.
 */
final class PathCodec {

    private static final double MOST_ON = 0.75;
    private static final int MOST_GENES = 100_000;

    private final String key;
    private final DataFlowSpace space;
    private final String base;
    private final PoolNames names;
    private final PoolLayers pool;
    private final List<Integer> own;
    private final PathGenes path;
    private final ScaleGenes scales;
    private final List<GeneBlock> blocks;

    /**
     * The genes of a space.
     *
     * @param key where the space stands in a search file, for errors
     * @param base the base model of the recipes, whose stem and head need no name
     * @param counts how many layers each model of the pool has
     * @throws WrongUseException if the models leave nothing to search or too much
     */
    PathCodec(
            String key,
            DataFlowSpace space,
            String base,
            Map<String, Integer> counts,
            PoolNames names) {
        this.key = key;
        this.space = space;
        this.base = base;
        this.names = names;
        this.pool = new PoolLayers(space.models(), counts);
        this.own = pool.of(space.ends());
        if (own.size() < space.pinnedLayers()) {
            throw new WrongUseException(
                    "%s.pinned needs a first and a last layer, but '%s' has only one. Maybe set pinned: false."
                            .formatted(key, space.ends()));
        }
        this.path = pathGenes();
        this.scales = ScaleGenes.of(space.scales(), pool, path);
        this.blocks = layOut();
        if (size() > MOST_GENES) {
            throw new WrongUseException(
                    "A space may have %d genes, found %d. Maybe scale by slot or network in place of matrix."
                            .formatted(MOST_GENES, size()));
        }
    }

    private PathGenes pathGenes() {
        int least = space.pinned() ? 0 : 1;
        PathGenes genes =
                switch (space.encoding()) {
                    case INDICATORS ->
                            new IndicatorGenes(
                                    pool,
                                    space.repeats(),
                                    space.pinned()
                                            ? Set.of(own.getFirst(), own.getLast())
                                            : Set.of(),
                                    least,
                                    space.maxLayers().orElse(LayerPath.MOST_LAYERS)
                                            - space.pinnedLayers());
                    case PATH -> new DirectGenes(pool, steps(), least);
                };
        if (genes.slots() == 0
                || space.maxLayers().orElse(1 + space.pinnedLayers()) <= space.pinnedLayers()) {
            throw new WrongUseException(
                    "%s must leave layers to search besides the pinned ones; found none."
                            .formatted(key));
        }
        return genes;
    }

    private List<GeneBlock> layOut() {
        List<GeneBlock> laidOut = new ArrayList<>();
        boolean moveWithLayers =
                space.encoding() == PathEncoding.PATH && scales instanceof ScaleGenes.Slot;
        laidOut.add(
                switch (space.encoding()) {
                    case INDICATORS ->
                            new GeneBlock.Switches(
                                    path.slots(), share(path.slots()), heights(path.layers()));
                    case PATH -> steps();
                });
        if (scales.size() > 0 && !moveWithLayers) {
            laidOut.add(numbers());
        }
        return List.copyOf(laidOut);
    }

    /** Scales of a layer or edge matter only where a path has it, so more of these mutate. */
    private GeneBlock.Numbers numbers() {
        return scales instanceof ScaleGenes.Network
                ? GeneBlock.Numbers.of(scales.size())
                : new GeneBlock.Numbers(scales.size(), 1.0 / own.size());
    }

    private GeneBlock.Steps steps() {
        int most = space.maxLayers().orElse(Math.min(2 * own.size(), LayerPath.MOST_LAYERS));
        int places = Math.max(1, most - space.pinnedLayers());
        OptionalDouble number =
                space.scales().encoding() instanceof ScaleEncoding.Slot
                        ? OptionalDouble.of(new ScaleGrid(space.scales()).one())
                        : OptionalDouble.empty();
        return new GeneBlock.Steps(
                places,
                pool.size(),
                share(places),
                number,
                heights(IntStream.range(0, pool.size()).boxed().toList()));
    }

    /** At which layer of the model whose ends are used a layer stands: so high up in its own. */
    private List<Integer> heights(List<Integer> layers) {
        return layers.stream().map(layer -> pool.height(layer, own.size())).toList();
    }

    /** Random paths are about as long as the model whose ends they have. */
    private double share(int slots) {
        return Math.min(MOST_ON, (own.size() - space.pinnedLayers()) / (double) slots);
    }

    int size() {
        return path.slots() + scales.size();
    }

    List<GeneBlock> blocks() {
        return blocks;
    }

    List<String> geneNames() {
        List<String> all = new ArrayList<>();
        IntStream.range(0, path.slots()).mapToObj(path::name).forEach(all::add);
        IntStream.range(0, scales.size()).mapToObj(scales::name).forEach(all::add);
        return all;
    }

    /** Whether a search has simple paths to begin from. */
    boolean hasPresets() {
        return !space.presets().isEmpty();
    }

    /** The genes of the simple paths to begin from that this space can express. */
    List<List<Double>> presets() {
        return new PathPresets(space, pool)
                .paths().stream().flatMap(layers -> genes(layers).stream()).distinct().toList();
    }

    /** The genes of the layers of the model whose ends are used, where no path is too long. */
    Optional<List<Double>> identity() {
        return genes(own.stream().map(pool::get).toList());
    }

    private Optional<List<Double>> genes(List<PathLayer> layers) {
        try {
            return Optional.of(genes(recipe(layers)));
        } catch (NotExpressible e) {
            return Optional.empty();
        }
    }

    // ---- genes to path

    LayerPath decode(List<Double> genes) {
        List<PathStep> steps = steps(path.decode(genes.subList(0, path.slots())));
        List<Double> found = scales.decode(steps, genes.subList(path.slots(), size()));
        List<PathLayer> layers = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            PathLayer layer = pool.get(steps.get(i).layer());
            String model = names.name(layer.model(), steps.get(i).repetition());
            layers.add(new PathLayer(model, layer.layer(), found.get(i)));
        }
        return recipe(layers);
    }

    private List<PathStep> steps(List<PathStep> between) {
        List<PathStep> steps = new ArrayList<>(between);
        if (space.pinned()) {
            steps.addFirst(PathStep.pinned(own.getFirst()));
            steps.addLast(PathStep.pinned(own.getLast()));
        }
        return steps;
    }

    private LayerPath recipe(List<PathLayer> layers) {
        return new LayerPath(end(), end(), space.scales().scaled(), layers, Map.of());
    }

    private Optional<String> end() {
        return space.ends().equals(base) ? Optional.empty() : Optional.of(space.ends());
    }

    // ---- path to genes

    List<Double> genes(LayerPath found) throws NotExpressible {
        requireEnd("stem", found.stem());
        requireEnd("head", found.head());
        if (found.isScaled() && found.scaling() != space.scales().scaled()) {
            throw new NotExpressible(
                    "its scales must be of %s, found %s"
                            .formatted(space.scales().scaled().key(), found.scaling().key()));
        }
        List<PathStep> wanted = new ArrayList<>();
        for (PathLayer layer : found.layers()) {
            wanted.add(step(layer));
        }
        List<PathStep> placed = path.place(withoutPinned(wanted));
        List<Double> genes = new ArrayList<>(path.encode(placed));
        genes.addAll(
                scales.encode(
                        steps(placed), found.layers().stream().map(PathLayer::scale).toList()));
        return List.copyOf(genes);
    }

    private void requireEnd(String end, Optional<String> found) throws NotExpressible {
        if (!found.orElse(base).equals(space.ends())) {
            throw new NotExpressible(
                    "its %s must be that of '%s', found '%s'"
                            .formatted(end, space.ends(), found.orElse(base)));
        }
    }

    private PathStep step(PathLayer layer) throws NotExpressible {
        int number = pool.indexOf(names.model(layer.model()), layer.layer());
        if (number < 0) {
            throw new NotExpressible(
                    "its layers must be of the models %s, found layer %d of '%s'"
                            .formatted(space.models(), layer.layer(), layer.model()));
        }
        return new PathStep(number, PathStep.PINNED, names.repetition(layer.model()));
    }

    private List<PathStep> withoutPinned(List<PathStep> wanted) throws NotExpressible {
        if (!space.pinned()) {
            return wanted;
        }
        boolean isPinned =
                wanted.size() >= 2
                        && isOwn(wanted.getFirst(), own.getFirst())
                        && isOwn(wanted.getLast(), own.getLast());
        if (!isPinned) {
            throw new NotExpressible(
                    "it must begin with %s and end with %s, which are pinned"
                            .formatted(pool.name(own.getFirst()), pool.name(own.getLast())));
        }
        return wanted.subList(1, wanted.size() - 1);
    }

    private static boolean isOwn(PathStep step, int layer) {
        return step.layer() == layer && step.repetition() <= 0;
    }
}
