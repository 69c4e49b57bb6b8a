package dev.merganser.optimizer.space;

import dev.merganser.optimizer.algorithm.GeneLayout;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gene layout of a data-flow space, both ways: which genes say which layers of the pool a path
 * has, and which by what they are scaled.
 *
 * <p>Recipes have the layers that run and the scales of these, on a grid; genes of anything else
 * leave no trace, so equal recipes are equal phenotypes.
 */
public final class LayerPathGenome implements Genome {

    private final String base;
    private final String ends;
    private final PathCodec codec;
    private final Encoding encoding = this::genes;

    /**
     * The genome of a space.
     *
     * @param base how recipes name the base model
     * @param layers how many layers each model of the pool has
     * @throws WrongUseException if the models leave nothing to search
     */
    public LayerPathGenome(DataFlowSpace space, String base, Map<String, Integer> layers) {
        this.base = base;
        this.ends = space.ends();
        this.codec = new PathCodec("space", space, base, layers, PoolNames.PLAIN);
    }

    @Override
    public int size() {
        return codec.size();
    }

    @Override
    public GeneLayout layout() {
        return GeneLayout.of(codec.blocks());
    }

    @Override
    public List<String> geneNames() {
        return codec.geneNames();
    }

    @Override
    public Recipe decode(List<Double> genes) {
        requireSize(genes, size());
        return recipe(codec.decode(genes), base);
    }

    /** Complains about a gene vector of the wrong length. */
    static void requireSize(List<Double> genes, int size) {
        if (genes.size() != size) {
            throw new IllegalArgumentException(
                    "There must be %d genes, found %d".formatted(size, genes.size()));
        }
    }

    /** A recipe that is a path and nothing else. */
    static Recipe recipe(LayerPath path, String base) {
        return Recipe.of(LayerPath.METHOD, path).withBaseModel(base);
    }

    @Override
    public Optional<List<Double>> encode(Recipe recipe) {
        return encoding.encode(recipe);
    }

    /** The model whose stem and head are used, alone, is the path through its layers. */
    @Override
    public Optional<List<Double>> start(Recipe recipe) {
        boolean isOwn =
                recipe.mergeMethod().equals("passthrough")
                        && recipe.models().equals(List.of(ModelEntry.of(ends)));
        return isOwn ? codec.identity() : encode(recipe);
    }

    @Override
    public Optional<String> obstacle(Recipe recipe) {
        return encoding.obstacle(recipe);
    }

    private List<Double> genes(Recipe recipe) throws NotExpressible {
        LayerPath path = path(recipe, base);
        if (!path.merges().isEmpty()) {
            throw new NotExpressible(
                    "its path must have no merges, found %s".formatted(path.merges().keySet()));
        }
        return codec.genes(path);
    }

    /** The path of a recipe that is nothing else. */
    static LayerPath path(Recipe recipe, String base) throws NotExpressible {
        if (!(recipe.composition() instanceof LayerPath path)) {
            throw new NotExpressible(
                    "it must be a layer_path, found merge method '%s'"
                            .formatted(recipe.mergeMethod()));
        }
        if (!recipe.baseModel().equals(Optional.of(base))) {
            throw new NotExpressible(
                    "its base_model must be '%s', found %s"
                            .formatted(
                                    base,
                                    recipe.baseModel().map(b -> "'" + b + "'").orElse("none")));
        }
        if (!recipe(path, base).equals(recipe.withProvenance(Map.of()))) {
            throw new NotExpressible(
                    "it must say nothing besides its path, found parameters, a type or the like");
        }
        return path;
    }

    @Override
    public List<Recipe> examples() {
        return codec.identity().map(this::decode).stream().toList();
    }

    @Override
    public boolean startsFromBaselines() {
        return false;
    }

    @Override
    public List<Recipe> presets(List<Recipe> bestFirst) {
        return codec.presets().stream().map(this::decode).toList();
    }
}
