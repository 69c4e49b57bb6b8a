package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.optimizer.algorithm.GeneLayout;
import dev.merganser.optimizer.algorithm.Streams;
import dev.merganser.optimizer.space.HybridSpace.MergedWeights;
import dev.merganser.optimizer.space.HybridSpace.SearchOrder;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

class HybridGenomeTest {

    private static final List<String> EXPERTS = List.of("digits", "fashion");
    private static final List<String> TENSORS =
            List.of(
                    "embeddings.weight",
                    "layers.0.weight",
                    "layers.1.weight",
                    "layers.2.weight",
                    "norm.weight");
    private static final Map<String, Integer> LAYERS = Map.of("base", 3, "digits", 3, "fashion", 3);

    private static final ParameterSpace MERGE =
            ParameterSpace.of(new Granularity.Layers(1), "task_arithmetic");
    private static final DataFlowSpace PATH =
            DataFlowSpace.of("merged", List.of("merged", "base", "digits"));

    private static HybridSpace space(DataFlowSpace path, MergedWeights merged) {
        return new HybridSpace(MERGE, path, merged, new SearchOrder.Joint());
    }

    private static HybridGenome genome(HybridSpace space) {
        return new HybridGenome(space, new ModelFacts("base", EXPERTS, TENSORS), LAYERS);
    }

    private static HybridGenome genome(DataFlowSpace path) {
        return genome(space(path, MergedWeights.TOGETHER));
    }

    static Stream<HybridGenome> genomes() {
        DataFlowSpace free = PATH.withPinned(false);
        return Stream.of(
                genome(PATH),
                genome(free.withRepeats(2).withMaxLayers(4)),
                genome(free.withEncoding(PathEncoding.PATH)),
                genome(
                        new DataFlowSpace(
                                PathEncoding.INDICATORS,
                                List.of("base", "merged"),
                                2,
                                "base",
                                true,
                                free.maxLayers(),
                                ScaleSettings.of(new ScaleEncoding.Slot()),
                                Set.of())),
                genome(space(free.withRepeats(2), MergedWeights.OWN)),
                genome(
                        space(
                                PATH.withRepeats(3)
                                        .withScales(ScaleSettings.of(new ScaleEncoding.Matrix())),
                                MergedWeights.OWN)));
    }

    private static LayerPath path(Recipe recipe) {
        return (LayerPath) recipe.composition();
    }

    private static Recipe taskArithmetic(double digits, double fashion) {
        return Recipe.of(
                        "task_arithmetic",
                        List.of(
                                new ModelEntry("digits", Parameters.NONE.with("weight", digits)),
                                new ModelEntry("fashion", Parameters.NONE.with("weight", fashion))))
                .withBaseModel("base");
    }

    private static Recipe merge(Recipe recipe, String name) {
        Recipe merge = path(recipe).merges().get(name);
        assertThat(merge).as(name).isNotNull();
        return merge;
    }

    @ParameterizedTest
    @MethodSource("genomes")
    void whatGenesDecodeToIsReadAndEncodedAsTheSame(HybridGenome genome) {
        for (int seed = 0; seed < 60; seed++) {
            List<Double> genes =
                    Streams.of(seed, "genes", 1).doubles(genome.size()).boxed().toList();
            Recipe recipe = genome.decode(genes);
            assertThat(RecipeReader.parse(RecipeWriter.write(recipe), "test")).isEqualTo(recipe);
            assertThat(genome.obstacle(recipe)).as("seed %d", seed).isEmpty();
            assertThat(genome.encode(recipe).map(genome::decode)).contains(recipe);
        }
        assertThat(genome.geneNames()).hasSize(genome.size()).doesNotHaveDuplicates();
        assertThat(genome.layout().size()).isEqualTo(genome.size());
    }

    /** Genes of a layer's weights matter exactly if the path has that layer of the merged model. */
    @ParameterizedTest
    @MethodSource("genomes")
    void mergeGenesMatterExactlyWhereThePathUsesTheirLayers(HybridGenome genome) {
        List<String> names = genome.geneNames();
        for (int seed = 0; seed < 20; seed++) {
            List<Double> genes =
                    Streams.of(seed, "used", 1).doubles(genome.size()).boxed().toList();
            Recipe recipe = genome.decode(genes);
            for (int gene = 0; gene < genome.size(); gene++) {
                if (names.get(gene).startsWith("weight of")) {
                    List<Double> other = new ArrayList<>(genes);
                    other.set(gene, 1 - genes.get(gene));
                    assertThat(!genome.decode(other).equals(recipe))
                            .as("seed %d, %s in %s", seed, names.get(gene), path(recipe))
                            .isEqualTo(uses(path(recipe), names.get(gene)));
                }
            }
        }
    }

    private static boolean uses(LayerPath path, String gene) {
        String model =
                gene.endsWith(")")
                        ? gene.substring(gene.indexOf('(') + 1, gene.length() - 1)
                        : "merged";
        String place = gene.substring(gene.indexOf(" in ") + 4).split(" ")[0];
        return switch (place) {
            case "stem" -> path.stem().equals(Optional.of(model));
            case "head" -> path.head().equals(Optional.of(model));
            default ->
                    path.layers().stream()
                            .filter(layer -> layer.model().equals(model))
                            .anyMatch(layer -> place.equals("layers." + layer.layer()));
        };
    }

    @Test
    void aMergeThatNothingUsesIsLeftOut() {
        DataFlowSpace path = DataFlowSpace.of("base", List.of("base", "merged"));
        HybridGenome genome = genome(path);
        Recipe recipe = genome.decode(Collections.nCopies(genome.size(), 0.4));
        assertThat(path(recipe).layers())
                .containsExactly(PathLayer.of("base", 0), PathLayer.of("base", 2));
        assertThat(path(recipe).merges()).isEmpty();
        assertThat(recipe.references()).containsExactly("base");
    }

    @Test
    void aMergeAloneIsThePathThroughTheMergedModel() {
        HybridGenome genome = genome(PATH);
        Recipe merge = taskArithmetic(0.3, 0.9);
        Recipe started = genome.decode(genome.start(merge).orElseThrow());
        assertThat(path(started).layers())
                .containsExactly(
                        PathLayer.of("merged", 0),
                        PathLayer.of("merged", 1),
                        PathLayer.of("merged", 2));
        assertThat(path(started).stem()).contains("merged");
        assertThat(merge(started, "merged")).isEqualTo(merge);
        assertThat(genome.encode(merge)).isEmpty();
        assertThat(genome.obstacle(merge)).isEmpty();
    }

    @Test
    void eachRepetitionMayHaveMergedWeightsOfItsOwn() {
        HybridGenome genome = genome(space(PATH.withRepeats(2), MergedWeights.OWN));
        List<Double> genes = new ArrayList<>(genome.start(taskArithmetic(0.3, 0.3)).orElseThrow());
        int second = genome.geneNames().indexOf("weight of digits in layers.1 (merged.2)");
        genes.set(second, 1.0);
        genes.set(genome.geneNames().indexOf("run layer 1 of merged, repetition 2"), 0.9);
        Recipe recipe = genome.decode(genes);
        assertThat(path(recipe).layers())
                .containsExactly(
                        PathLayer.of("merged", 0),
                        PathLayer.of("merged", 1),
                        PathLayer.of("merged.2", 1),
                        PathLayer.of("merged", 2));
        assertThat(path(recipe).merges()).containsOnlyKeys("merged", "merged.2");
        assertThat(RecipeWriter.write(merge(recipe, "merged.2"))).contains("1.5");
        assertThat(RecipeWriter.write(merge(recipe, "merged"))).doesNotContain("1.5");
    }

    @Test
    void saysWhatIsWrongInWhichMerge() {
        HybridGenome genome = genome(PATH);
        Recipe recipe = genome.decode(genome.start(taskArithmetic(0.3, 0.9)).orElseThrow());
        assertThat(genome.obstacle(withMerge(recipe, "merged", taskArithmetic(0.3, 9))))
                .contains("in its merge 'merged' weight must be in [0, 1.5], found 9");
        assertThat(genome.obstacle(withMerge(recipe, "other", taskArithmetic(0.3, 1))))
                .contains("its merges must be called [merged], found [other]");
    }

    private static Recipe withMerge(Recipe recipe, String name, Recipe merge) {
        LayerPath path = path(recipe);
        return recipe.withComposition(
                new LayerPath(
                        path.stem(),
                        path.head(),
                        path.scaling(),
                        path.layers(),
                        Map.of(name, merge)));
    }

    @Test
    void mergesAndTheirOrderAreSearchedOneAfterTheOther() {
        HybridGenome genome =
                genome(
                        new HybridSpace(
                                MERGE,
                                PATH,
                                MergedWeights.TOGETHER,
                                new SearchOrder.MergeFirst(50)));
        GeneLayout.Phases phases = genome.layout().phases().orElseThrow();
        assertThat(phases.genes()).isEqualTo(10);
        assertThat(phases.candidates()).isEqualTo(50);
        List<Double> start = genome.start(taskArithmetic(0.3, 0.9)).orElseThrow();
        assertThat(start.subList(10, start.size())).isEqualTo(phases.others());
        assertThat(genome(PATH).layout().phases()).isEmpty();
    }

    @Test
    void presetsTakeTheBestMergeThatIsKnown() {
        HybridGenome genome = genome(PATH.withRepeats(2));
        Recipe passthrough = Recipe.of("passthrough", List.of(ModelEntry.of("base")));
        List<Recipe> presets =
                genome.presets(
                        List.of(passthrough, taskArithmetic(0.2, 0.4), taskArithmetic(1, 1)));
        assertThat(presets).hasSizeGreaterThan(5);
        assertThat(presets.getFirst())
                .isEqualTo(genome.decode(genome.start(taskArithmetic(0.2, 0.4)).orElseThrow()));
        assertThat(genome.startsFromBaselines()).isTrue();
        assertThat(genome(PATH.withPresets(Set.of())).startsFromBaselines()).isFalse();
    }

    @Test
    void examplesHaveEachMethod() {
        ParameterSpace two = ParameterSpace.of(new Granularity.Global(), "task_arithmetic", "ties");
        HybridGenome genome =
                genome(new HybridSpace(two, PATH, MergedWeights.TOGETHER, new SearchOrder.Joint()));
        assertThat(genome.examples())
                .extracting(recipe -> merge(recipe, "merged").mergeMethod())
                .containsExactlyInAnyOrder("task_arithmetic", "ties");
    }

    @Test
    void namesThatDoNotCountTheLayersLeaveAllGenesTheirEffect() {
        List<String> odd = List.of("a.weight", "layers.7.weight", "layers.8.weight", "b.weight");
        HybridGenome genome =
                new HybridGenome(
                        space(PATH, MergedWeights.TOGETHER),
                        new ModelFacts("base", EXPERTS, odd),
                        LAYERS);
        List<Double> genes = Collections.nCopies(genome.size(), 0.4);
        List<Double> other = new ArrayList<>(genes);
        other.set(1, 0.9);
        assertThat(genome.decode(other)).isNotEqualTo(genome.decode(genes));
    }

    @Test
    void settingsThatCannotBe() {
        assertThatThrownBy(
                        () ->
                                genome(
                                        new HybridSpace(
                                                MERGE,
                                                PATH.withPinned(false).withMaxLayers(2),
                                                MergedWeights.TOGETHER,
                                                new SearchOrder.MergeFirst(5))))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "space.order merge-first needs path.max_layers of at least 3, as many as 'merged' has.");
        assertThatThrownBy(
                        () ->
                                new HybridGenome(
                                        space(PATH, MergedWeights.TOGETHER),
                                        new ModelFacts("base", EXPERTS, TENSORS),
                                        Map.of("base", 1, "digits", 3)))
                .hasMessage(
                        "space.path.pinned needs a first and a last layer, but 'merged' has only one. Maybe set pinned: false.");
        assertThatThrownBy(() -> genome(PATH.withMaxLayers(2)))
                .hasMessage(
                        "space.path must leave layers to search besides the pinned ones; found none.");
        assertThatThrownBy(() -> space(PATH.withEncoding(PathEncoding.PATH), MergedWeights.OWN))
                .hasMessageStartingWith("merged: own needs encoding indicators");
        assertThatThrownBy(
                        () ->
                                new HybridSpace(
                                        MERGE,
                                        PATH.withRepeats(2),
                                        MergedWeights.OWN,
                                        new SearchOrder.MergeFirst(5)))
                .hasMessageStartingWith("merged: own needs order joint");
    }
}
