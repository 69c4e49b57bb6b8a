package dev.merganser.optimizer.space;

import dev.merganser.optimizer.algorithm.GeneLayout;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Knows how genes become recipes and back. Every gene vector in the unit cube is a valid recipe;
 * {@code decode(encode(recipe))} is the recipe. Immutable.
 */
public interface Genome {

    /** How many genes there are, at least 1. */
    int size();

    /**
     * The recipe of a gene vector; genes without effect leave no trace in it.
     *
     * @param genes {@link #size()} values in [0, 1]
     */
    Recipe decode(List<Double> genes);

    /** The genes of a recipe; empty where this space cannot express it. */
    Optional<List<Double>> encode(Recipe recipe);

    /**
     * The genes of a recipe, or else of the nearest one to start from; empty where there is none.
     */
    default Optional<List<Double>> start(Recipe recipe) {
        return encode(recipe);
    }

    /** Why this space cannot express a recipe, for people; empty where it can. */
    default Optional<String> obstacle(Recipe recipe) {
        return encode(recipe).isPresent()
                ? Optional.empty()
                : Optional.of("it is not one of its candidates");
    }

    /** Recipes that among them have each method, and each word and file that can be chosen. */
    default List<Recipe> examples() {
        return List.of();
    }

    /** What the genes are, and in which order they are searched. */
    default GeneLayout layout() {
        return GeneLayout.numbers(size());
    }

    /** The merges of this space, where all are linear in their weights; else empty. */
    default Optional<LinearMerges> linearMerges() {
        return Optional.empty();
    }

    /**
     * Why there are no such merges, for people, to go after "the merges of this space must be
     * linear in their weights:"; empty where there are some.
     */
    default Optional<String> coefficientObstacle() {
        return Optional.of("space.kind must be parameter");
    }

    /**
     * Why not every gene is a number that costs follow smoothly, for people; empty where each is.
     */
    default Optional<String> numberObstacle() {
        return layout().isNumbers()
                ? Optional.empty()
                : Optional.of("space.kind must be parameter, without paths of layers");
    }

    /** What each gene stands for, in words such as {@code weight of digits in layers.0.mlp}. */
    default List<String> geneNames() {
        return IntStream.rangeClosed(1, size()).mapToObj(gene -> "gene " + gene).toList();
    }

    /** The blocks of layers that share genes, where they go by what the experts changed. */
    default List<LayerBlock> blocks() {
        return List.of();
    }

    /** Whether a search begins from its baselines, and from random merges like them. */
    default boolean startsFromBaselines() {
        return true;
    }

    /**
     * Recipes of this space that a search begins from besides, the more telling first.
     *
     * @param bestFirst what the search is measured against, the best first
     */
    default List<Recipe> presets(List<Recipe> bestFirst) {
        return List.of();
    }
}
