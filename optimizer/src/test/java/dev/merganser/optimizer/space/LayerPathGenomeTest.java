package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.LayerPaths.LAYERS;
import static dev.merganser.optimizer.space.LayerPaths.PLAIN;
import static dev.merganser.optimizer.space.LayerPaths.coarse;
import static dev.merganser.optimizer.space.LayerPaths.genes;
import static dev.merganser.optimizer.space.LayerPaths.genome;
import static dev.merganser.optimizer.space.LayerPaths.layers;
import static dev.merganser.optimizer.space.LayerPaths.path;
import static dev.merganser.optimizer.space.LayerPaths.recipe;
import static dev.merganser.optimizer.space.LayerPaths.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.optimizer.algorithm.Streams;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

class LayerPathGenomeTest {

    static Stream<DataFlowSpace> spaces() {
        List<ScaleSettings> scales =
                List.of(
                        ScaleSettings.NONE,
                        coarse(new ScaleEncoding.Slot()),
                        ScaleSettings.of(new ScaleEncoding.Slot()).of(Scaling.INPUT),
                        coarse(new ScaleEncoding.Matrix()),
                        coarse(new ScaleEncoding.Network(3)));
        return scales.stream()
                .flatMap(
                        scale ->
                                Stream.of(
                                                PLAIN,
                                                PLAIN.withPinned(false),
                                                PLAIN.withRepeats(2).withMaxLayers(6),
                                                PLAIN.withPinned(false)
                                                        .withRepeats(3)
                                                        .withMaxLayers(3),
                                                PLAIN.withPinned(false)
                                                        .withEncoding(PathEncoding.PATH),
                                                PLAIN.withEncoding(PathEncoding.PATH)
                                                        .withMaxLayers(5),
                                                DataFlowSpace.of("small", PLAIN.models()))
                                        .map(space -> space.withScales(scale)));
    }

    // ---- both ways

    @ParameterizedTest
    @MethodSource("spaces")
    void whatGenesDecodeToIsReadAndEncodedAsTheSame(DataFlowSpace space) {
        LayerPathGenome genome = genome(space);
        boolean readsScales = !(space.scales().encoding() instanceof ScaleEncoding.Network);
        for (int seed = 0; seed < 60; seed++) {
            Recipe recipe = genome.decode(genes(genome, seed));
            assertThat(RecipeReader.parse(RecipeWriter.write(recipe), "test")).isEqualTo(recipe);
            if (readsScales || !path(recipe).isScaled()) {
                assertThat(genome.obstacle(recipe)).as("seed %d", seed).isEmpty();
                assertThat(genome.encode(recipe).map(genome::decode)).contains(recipe);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void pathsKeepToTheirLengthAndEnds(DataFlowSpace space) {
        LayerPathGenome genome = genome(space);
        List<Integer> lengths = new ArrayList<>();
        for (int seed = 0; seed < 60; seed++) {
            List<PathLayer> layers = path(genome.decode(genes(genome, seed))).layers();
            lengths.add(layers.size());
            if (space.pinned()) {
                int last = LAYERS.getOrDefault(space.ends(), 0) - 1;
                assertThat(layers.getFirst()).isEqualTo(PathLayer.of(space.ends(), 0));
                assertThat(layers.getLast().model()).isEqualTo(space.ends());
                assertThat(layers.getLast().layer()).isEqualTo(last);
            }
        }
        assertThat(lengths).allMatch(length -> length >= 1);
        assertThat(lengths).allMatch(length -> length <= space.maxLayers().orElse(100));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void thereIsANameForEachGeneAndTheLayoutHasThemAll(DataFlowSpace space) {
        LayerPathGenome genome = genome(space);
        assertThat(genome.geneNames()).hasSize(genome.size()).doesNotHaveDuplicates();
        assertThat(genome.layout().size()).isEqualTo(genome.size());
    }

    // ---- equal phenotypes, equal text

    /** Says what a path is as plainly as can be: slot by slot, in order. */
    private static List<String> plainly(List<Double> genes, int repeats) {
        List<String> slots = new ArrayList<>();
        for (int repetition = 0; repetition < repeats; repetition++) {
            slots.addAll(List.of("b1", "b2", "d0", "d1", "d2", "d3", "s0", "s1"));
        }
        List<String> path = new ArrayList<>(List.of("b0"));
        for (int slot = 0; slot < slots.size(); slot++) {
            double scale = Math.rint(genes.get(slots.size() + slot) * 2) / 2 + 0.5;
            if (genes.get(slot) > 0.5) {
                path.add(slots.get(slot) + (scale == 1 ? "" : "x" + scale));
            }
        }
        path.add("b3");
        return path;
    }

    @Test
    void pathsAreEqualExactlyIfTheirRecipesHaveEqualText() {
        LayerPathGenome genome =
                genome(PLAIN.withRepeats(2).withScales(coarse(new ScaleEncoding.Slot())));
        Map<List<String>, String> textOf = new HashMap<>();
        int repeats = 0;
        for (int seed = 0; seed < 4_000; seed++) {
            RandomGenerator random = Streams.of(seed, "few on", 1);
            List<Double> genes =
                    random.doubles(genome.size())
                            .map(gene -> gene * (random.nextInt(4) == 0 ? 1 : 0.55))
                            .boxed()
                            .toList();
            String text = RecipeWriter.write(genome.decode(genes));
            List<String> plain = plainly(genes, 2);
            assertThat(words(genome.decode(genes))).isEqualTo(String.join(" ", plain));
            String before = textOf.put(plain, text);
            repeats += before == null ? 0 : 1;
            assertThat(before == null || before.equals(text)).as("seed %d", seed).isTrue();
        }
        assertThat(textOf.values()).doesNotHaveDuplicates();
        assertThat(repeats).isGreaterThan(20);
    }

    @Test
    void genesOfScalesThatNoLayerUsesLeaveNoTrace() {
        for (ScaleEncoding encoding :
                List.of(new ScaleEncoding.Slot(), new ScaleEncoding.Matrix())) {
            LayerPathGenome genome = genome(PLAIN.withScales(coarse(encoding)));
            List<Double> genes =
                    genome.encode(recipe("base 0", "digits 2", "base 3")).orElseThrow();
            Recipe plain = genome.decode(genes);
            int changed = 0;
            for (int gene = 8; gene < genome.size(); gene++) {
                List<Double> other = new ArrayList<>(genes);
                other.set(gene, 0.0);
                changed += genome.decode(other).equals(plain) ? 0 : 1;
            }
            assertThat(changed).isEqualTo(encoding instanceof ScaleEncoding.Slot ? 1 : 2);
        }
    }

    @Test
    void aPathWithoutScalesDoesNotSayWhatTheyWouldMultiply() {
        LayerPathGenome genome =
                genome(
                        PLAIN.withScales(
                                ScaleSettings.of(new ScaleEncoding.Slot()).of(Scaling.INPUT)));
        Recipe identity = recipe("base 0", "base 1", "base 2", "base 3");
        assertThat(genome.decode(genome.encode(identity).orElseThrow())).isEqualTo(identity);
    }

    // ---- what cannot be

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    base 0, digits 9, base 3 | its layers must be of the models [base, digits, small], found layer 9 of 'digits'
                    base 0, doodles 1, base 3 | its layers must be of the models [base, digits, small], found layer 1 of 'doodles'
                    base 1, base 3 | it must begin with layer 0 of base and end with layer 3 of base, which are pinned
                    base 0 | it must begin with layer 0 of base and end with layer 3 of base, which are pinned
                    base 0, base 1 0.5, base 3 | its layers must have no scale, found the scale 0.5
                    """)
    void pathsThatAreNoneOfTheSpace(String layers, String reason) {
        Recipe recipe = recipe(layers.split(", "));
        assertThat(genome(PLAIN).encode(recipe)).isEmpty();
        assertThat(genome(PLAIN).obstacle(recipe)).contains(reason);
    }

    @Test
    void recipesThatAreNoPathsOrSayMore() {
        LayerPathGenome genome = genome(PLAIN);
        Recipe identity = recipe("base 0", "base 1", "base 2", "base 3");
        assertThat(genome.obstacle(identity.withProvenance(Map.of("run", "x")))).isEmpty();
        assertThat(genome.obstacle(identity.withOutDtype(DType.F16)))
                .contains(
                        "it must say nothing besides its path, found parameters, a type or the like");
        assertThat(genome.obstacle(identity.withBaseModel("digits")))
                .contains("its base_model must be 'base', found 'digits'");
        assertThat(genome.obstacle(Recipe.of("ties", List.of(ModelEntry.of("digits")))))
                .contains("it must be a layer_path, found merge method 'ties'");
        LayerPath ended =
                new LayerPath(
                        Optional.of("digits"),
                        Optional.empty(),
                        Scaling.BRANCHES,
                        layers("base 0", "base 3"),
                        Map.of());
        assertThat(genome.obstacle(identity.withComposition(ended)))
                .contains("its stem must be that of 'base', found 'digits'");
    }

    @Test
    void settingsThatCannotBe() {
        assertThatThrownBy(() -> new LayerPathGenome(PLAIN, "base", Map.of("base", 4, "digits", 4)))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Each model of a data-flow space needs at least one layer, found 0 in 'small'.");
        assertThatThrownBy(
                        () ->
                                new LayerPathGenome(
                                        DataFlowSpace.of("base", List.of("base")),
                                        "base",
                                        Map.of("base", 1)))
                .hasMessage(
                        "space.pinned needs a first and a last layer, but 'base' has only one. Maybe set pinned: false.");
        assertThatThrownBy(
                        () ->
                                new LayerPathGenome(
                                        DataFlowSpace.of("base", List.of("base")),
                                        "base",
                                        Map.of("base", 2)))
                .hasMessage(
                        "space must leave layers to search besides the pinned ones; found none.");
        assertThatThrownBy(() -> genome(PLAIN.withMaxLayers(2)))
                .hasMessage(
                        "space must leave layers to search besides the pinned ones; found none.");
        assertThatThrownBy(
                        () ->
                                new LayerPathGenome(
                                        PLAIN.withScales(
                                                ScaleSettings.of(new ScaleEncoding.Matrix())),
                                        "base",
                                        Map.of("base", 200, "digits", 200, "small", 2)))
                .hasMessageStartingWith("A space may have 100000 genes, found 162004");
    }
}
