package dev.merganser.optimizer.space;

import dev.merganser.optimizer.algorithm.GeneBlock;
import dev.merganser.optimizer.algorithm.GeneLayout;
import dev.merganser.optimizer.algorithm.GeneLayout.Phases;
import dev.merganser.optimizer.space.HybridSpace.SearchOrder;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Recipe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The gene layout of a hybrid space, both ways: first the genes of the merges, a set for each copy
 * of the merged model, then those of the path.
 *
 * <p>Merge genes of layers that a path does not use stand at a neutral value in its recipe, and a
 * merge that nothing uses is not in it, so equal recipes are equal phenotypes.
 */
public final class HybridGenome implements Genome {

    private final HybridSpace space;
    private final String base;
    private final ParameterGenome merge;
    private final PathCodec codec;
    private final Encoding encoding = this::genes;
    private final boolean namedByLayer;

    /**
     * The genome of a space.
     *
     * @param layers how many layers each model has
     * @throws WrongUseException if the settings do not fit the methods or leave nothing to search
     */
    public HybridGenome(HybridSpace space, ModelFacts facts, Map<String, Integer> layers) {
        this.space = space;
        this.base = facts.base();
        this.merge = new ParameterGenome(space.merge(), facts);
        Map<String, Integer> counts = new HashMap<>(layers);
        int own = layers.getOrDefault(base, 0);
        counts.put(HybridSpace.MERGED, own);
        this.codec =
                new PathCodec(
                        "space.path", space.path(), base, counts, new PoolNames(space.copies()));
        this.namedByLayer = numbers(facts.tensors()).equals(allBelow(own));
        if (space.order() instanceof SearchOrder.MergeFirst && codec.identity().isEmpty()) {
            throw new WrongUseException(
                    "space.order merge-first needs path.max_layers of at least %d, as many as '%s' has."
                            .formatted(own, HybridSpace.MERGED));
        }
    }

    private static Set<Integer> numbers(List<String> tensors) {
        Set<Integer> numbers = new HashSet<>();
        for (String tensor : tensors) {
            if (TensorPlace.of(tensor) instanceof TensorPlace.Layer(String _, int number)) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static Set<Integer> allBelow(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toSet());
    }

    private int mergeGenes() {
        return space.copies() * merge.size();
    }

    @Override
    public int size() {
        return mergeGenes() + codec.size();
    }

    @Override
    public GeneLayout layout() {
        List<GeneBlock> blocks = new ArrayList<>();
        blocks.add(GeneBlock.Numbers.of(mergeGenes()));
        blocks.addAll(codec.blocks());
        GeneLayout layout = GeneLayout.of(blocks);
        return switch (space.order()) {
            case SearchOrder.Joint() -> layout;
            case SearchOrder.MergeFirst(int evaluations) ->
                    layout.inPhases(
                            new Phases(mergeGenes(), evaluations, codec.identity().orElseThrow()));
        };
    }

    @Override
    public List<String> geneNames() {
        List<String> all = new ArrayList<>();
        for (int copy = 0; copy < space.copies(); copy++) {
            String where = space.copies() == 1 ? "" : " (" + space.name(copy) + ")";
            merge.geneNames().forEach(name -> all.add(name + where));
        }
        all.addAll(codec.geneNames());
        return List.copyOf(all);
    }

    @Override
    public List<LayerBlock> blocks() {
        return merge.blocks();
    }

    // ---- genes to recipe

    @Override
    public Recipe decode(List<Double> genes) {
        LayerPathGenome.requireSize(genes, size());
        LayerPath path = codec.decode(genes.subList(mergeGenes(), size()));
        Map<String, Recipe> merges = new TreeMap<>();
        for (int copy = 0; copy < space.copies(); copy++) {
            String name = space.name(copy);
            if (path.named().anyMatch(name::equals)) {
                int from = copy * merge.size();
                merges.put(name, merged(genes.subList(from, from + merge.size()), name, path));
            }
        }
        return LayerPathGenome.recipe(withMerges(path, merges), base);
    }

    private Recipe merged(List<Double> genes, String name, LayerPath path) {
        return merge.decode(namedByLayer ? merge.settled(genes, used(name, path)) : genes);
    }

    /** Where a path uses tensors of a model. */
    private static Predicate<TensorPlace> used(String model, LayerPath path) {
        Set<Integer> layers =
                path.layers().stream()
                        .filter(layer -> layer.model().equals(model))
                        .map(PathLayer::layer)
                        .collect(Collectors.toSet());
        boolean stem = path.stem().equals(Optional.of(model));
        boolean head = path.head().equals(Optional.of(model));
        return place ->
                switch (place) {
                    case TensorPlace.Stem() -> stem;
                    case TensorPlace.Layer(String _, int number) -> layers.contains(number);
                    case TensorPlace.Head() -> head;
                };
    }

    private static LayerPath withMerges(LayerPath path, Map<String, Recipe> merges) {
        return new LayerPath(path.stem(), path.head(), path.scaling(), path.layers(), merges);
    }

    // ---- recipe to genes

    @Override
    public Optional<List<Double>> encode(Recipe recipe) {
        return encoding.encode(recipe);
    }

    /** A merge alone is the path through the layers of the merged model. */
    @Override
    public Optional<List<Double>> start(Recipe recipe) {
        return isPath(recipe)
                ? encode(recipe)
                : codec.identity().flatMap(path -> merge.start(recipe).map(m -> joined(m, path)));
    }

    @Override
    public Optional<String> obstacle(Recipe recipe) {
        if (!isPath(recipe)) {
            return merge.obstacle(recipe);
        }
        return encoding.obstacle(recipe);
    }

    private static boolean isPath(Recipe recipe) {
        return recipe.composition() instanceof LayerPath;
    }

    private List<Double> genes(Recipe recipe) throws NotExpressible {
        LayerPath path = LayerPathGenome.path(recipe, base);
        Map<String, Recipe> open = new TreeMap<>(path.merges());
        List<Double> genes = new ArrayList<>();
        for (int copy = 0; copy < space.copies(); copy++) {
            Recipe found = open.remove(space.name(copy));
            genes.addAll(found == null ? merge.neutral() : genes(space.name(copy), found));
        }
        if (!open.isEmpty()) {
            throw new NotExpressible(
                    "its merges must be called %s, found %s"
                            .formatted(
                                    IntStream.range(0, space.copies())
                                            .mapToObj(space::name)
                                            .toList(),
                                    open.keySet()));
        }
        genes.addAll(codec.genes(withMerges(path, Map.of())));
        return List.copyOf(genes);
    }

    private List<Double> genes(String name, Recipe found) throws NotExpressible {
        try {
            return merge.genes(found);
        } catch (NotExpressible e) {
            throw new NotExpressible("in its merge '%s' %s".formatted(name, e.reason()));
        }
    }

    private List<Double> joined(List<Double> ofMerge, List<Double> ofPath) {
        List<Double> joined = new ArrayList<>();
        IntStream.range(0, space.copies()).forEach(_ -> joined.addAll(ofMerge));
        joined.addAll(ofPath);
        return List.copyOf(joined);
    }

    // ---- where to begin

    @Override
    public List<Recipe> examples() {
        List<Double> path = codec.identity().orElseGet(() -> PathGenes.all(codec.size(), 0.75));
        return merge.examples().stream()
                .flatMap(recipe -> merge.encode(recipe).stream())
                .map(genes -> decode(joined(genes, path)))
                .distinct()
                .toList();
    }

    @Override
    public boolean startsFromBaselines() {
        return codec.hasPresets();
    }

    @Override
    public List<Recipe> presets(List<Recipe> bestFirst) {
        List<Double> best =
                bestFirst.stream()
                        .flatMap(recipe -> merge.start(recipe).stream())
                        .findFirst()
                        .orElseGet(merge::neutral);
        return codec.presets().stream().map(path -> decode(joined(best, path))).distinct().toList();
    }
}
