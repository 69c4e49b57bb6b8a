package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.optimizer.algorithm.GeneBlock;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class LayerPathGenomeTest {

    private static final Map<String, Integer> LAYERS = Map.of("base", 4, "digits", 4, "small", 2);

    private static final DataFlowSpace PLAIN =
            DataFlowSpace.of("base", List.of("base", "digits", "small"));

    /** Scales of 0.5, 1 and 1.5: few enough that random paths meet. */
    private static ScaleSettings coarse(ScaleEncoding encoding) {
        return ScaleSettings.of(encoding).between(0.5, 1.5, 0.5);
    }

    private static LayerPathGenome genome(DataFlowSpace space) {
        return new LayerPathGenome(space, "base", LAYERS);
    }

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

    private static List<Double> genes(LayerPathGenome genome, int seed) {
        return Streams.of(seed, "genes", 1).doubles(genome.size()).boxed().toList();
    }

    private static LayerPath path(Recipe recipe) {
        return (LayerPath) recipe.composition();
    }

    private static Recipe recipe(String... layers) {
        return Recipe.of(LayerPath.METHOD, LayerPath.of(layers(layers))).withBaseModel("base");
    }

    /** Layers such as {@code base 3} or {@code digits 1 0.5}. */
    private static List<PathLayer> layers(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.split(" "))
                .map(
                        words ->
                                new PathLayer(
                                        words[0],
                                        Integer.parseInt(words[1]),
                                        words.length > 2 ? Double.parseDouble(words[2]) : 1))
                .toList();
    }

    private static String words(Recipe recipe) {
        return path(recipe).layers().stream()
                .map(
                        layer ->
                                layer.model().charAt(0)
                                        + ""
                                        + layer.layer()
                                        + (layer.isScaled() ? "x" + layer.scale() : ""))
                .collect(Collectors.joining(" "));
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

    // ---- indicators

    @Test
    void aSlotRunsIfItsGeneIsAboveOneHalf() {
        LayerPathGenome genome = genome(PLAIN);
        List<Double> genes = new ArrayList<>(Collections.nCopies(8, 0.5));
        assertThat(words(genome.decode(genes))).isEqualTo("b0 b3");
        genes.set(5, 0.51);
        assertThat(words(genome.decode(genes))).isEqualTo("b0 d3 b3");
    }

    @Test
    void theLowestIndicatorsAreDroppedFirstAndOfEqualOnesTheLater() {
        LayerPathGenome genome = genome(PLAIN.withMaxLayers(4));
        assertThat(words(genome.decode(List.of(0.6, 0.9, 0.7, 0.8, 0.1, 0.1, 0.1, 0.1))))
                .isEqualTo("b0 b2 d1 b3");
        assertThat(words(genome.decode(Collections.nCopies(8, 0.7)))).isEqualTo("b0 b1 b2 b3");
    }

    @Test
    void aPathWithoutAnyLayerHasTheStrongest() {
        LayerPathGenome genome = genome(PLAIN.withPinned(false));
        List<Double> genes = new ArrayList<>(Collections.nCopies(10, 0.1));
        genes.set(5, 0.2);
        assertThat(words(genome.decode(genes))).isEqualTo("d1");
    }

    @Test
    void aPathStartsWithItsOwnModelSwitchedOnAndScalesOfOne() {
        LayerPathGenome genome = genome(PLAIN.withScales(coarse(new ScaleEncoding.Slot())));
        List<Double> identity =
                genome.start(Recipe.of("passthrough", List.of(ModelEntry.of("base"))))
                        .orElseThrow();
        assertThat(identity.subList(0, 8)).containsExactly(0.7, 0.7, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3);
        assertThat(identity.subList(8, 16)).containsOnly(0.5);
        assertThat(genome.start(Recipe.of("passthrough", List.of(ModelEntry.of("digits")))))
                .isEmpty();
    }

    @Test
    void randomPathsAreAboutAsLongAsTheModelWhoseEndsTheyHave() {
        LayerPathGenome genome = genome(PLAIN.withRepeats(2));
        List<Integer> heights = List.of(1, 2, 0, 1, 2, 3, 0, 3, 1, 2, 0, 1, 2, 3, 0, 3);
        assertThat(genome.layout().blocks())
                .containsExactly(new GeneBlock.Switches(16, 0.125, heights));
    }

    @Test
    void layersAtOneHeightOfTheirModelsAreOfOneKind() {
        LayerPathGenome genome = genome(PLAIN.withEncoding(PathEncoding.PATH).withMaxLayers(6));
        assertThat(genome.layout().blocks())
                .containsExactly(
                        new GeneBlock.Steps(
                                4,
                                10,
                                0.5,
                                OptionalDouble.empty(),
                                List.of(0, 1, 2, 3, 0, 1, 2, 3, 0, 3)));
    }

    @Test
    void layersComeInTheOrderOfThePoolAsOftenAsItIsRepeated() {
        Recipe backwards = recipe("base 0", "digits 1", "base 2", "base 3");
        assertThat(genome(PLAIN).obstacle(backwards))
                .contains(
                        "its layers must be in the order of the pool, once over; layer 2 of base comes too late");
        assertThat(genome(PLAIN.withRepeats(2)).encode(backwards)).isPresent();
    }

    @Test
    void modelsOfAnyDepthAndOtherEndsAreOnePool() {
        LayerPathGenome genome = genome(DataFlowSpace.of("small", PLAIN.models()));
        Recipe recipe = genome.decode(Collections.nCopies(genome.size(), 0.9));
        assertThat(words(recipe)).isEqualTo("s0 b0 b1 b2 b3 d0 d1 d2 d3 s1");
        assertThat(path(recipe).stem()).contains("small");
        assertThat(path(recipe).head()).contains("small");
        assertThat(recipe.baseModel()).contains("base");
    }

    // ---- scales

    @Test
    void aMatrixScalesWhatFollowsWhat() {
        LayerPathGenome genome = genome(PLAIN.withScales(coarse(new ScaleEncoding.Matrix())));
        assertThat(genome.size()).isEqualTo(8 + 100);
        List<Double> genes =
                new ArrayList<>(
                        genome.encode(recipe("base 0", "base 1", "digits 2", "base 3"))
                                .orElseThrow());
        genes.set(8 + 1 * 10 + 6, 1.0); // digits 2 after base 1
        genes.set(8 + 6 * 10 + 3, 0.0); // base 3 after digits 2
        genes.set(8 + 6 * 10 + 1, 0.0); // base 1 after digits 2: not on this path
        assertThat(words(genome.decode(genes))).isEqualTo("b0 b1 d2x1.5 b3x0.5");
        assertThat(genome.geneNames().get(8 + 16))
                .isEqualTo("scale of layer 2 of digits after layer 1 of base");
    }

    @Test
    void aMatrixHasOneScaleForAPairHoweverOftenItIsMet() {
        LayerPathGenome genome =
                genome(PLAIN.withRepeats(3).withScales(coarse(new ScaleEncoding.Matrix())));
        assertThat(
                        genome.obstacle(
                                recipe(
                                        "base 0",
                                        "base 1",
                                        "base 2 0.5",
                                        "base 1",
                                        "base 2",
                                        "base 3")))
                .contains(
                        "layer 2 of base after layer 1 of base must have one scale everywhere, found 0.5 and 1.0");
    }

    /** One unit: 1 + 0.5 tanh(v tanh(a i + b j + c t + d) + e), with i, j, t from -1 to 1. */
    @Test
    void aNetworkScalesByTheLayerBeforeTheLayerAndTheSlot() {
        LayerPathGenome genome =
                genome(
                        PLAIN.withScales(
                                ScaleSettings.of(new ScaleEncoding.Network(1))
                                        .between(0.5, 1.5, 0.001)));
        List<Double> genes =
                new ArrayList<>(
                        genome.encode(recipe("base 0", "digits 2", "base 3")).orElseThrow());
        assertThat(genes.subList(8, 14)).containsOnly(0.5);
        double[] weights = {0.6, -1.2, 0.3, 0.9, 1.5, -0.3};
        for (int i = 0; i < weights.length; i++) {
            genes.set(8 + i, 0.5 + weights[i] / 6);
        }
        List<PathLayer> layers = path(genome.decode(genes)).layers();
        assertThat(layers.get(0).scale()).isEqualTo(1);
        assertThat(layers.get(1).scale()).isEqualTo(network(weights, 0, 6, 4));
        assertThat(layers.get(2).scale()).isEqualTo(network(weights, 6, 3, 8));
    }

    private static double network(double[] w, int before, int layer, int slot) {
        double potential =
                w[0] * (before / 4.5 - 1)
                        + w[1] * (layer / 4.5 - 1)
                        + w[2] * (slot / 4.0 - 1)
                        + w[3];
        double output = w[4] * Math.tanh(potential) + w[5];
        return Math.rint(1000 * (1 + 0.5 * Math.tanh(output))) / 1000;
    }

    @Test
    void scalesOfALopsidedRangeAreOneWhereTheNetworkSaysNothing() {
        LayerPathGenome genome =
                genome(
                        PLAIN.withScales(
                                ScaleSettings.of(new ScaleEncoding.Network(2))
                                        .between(0.9, 3, 0.05)));
        Recipe identity = recipe("base 0", "base 1", "base 2", "base 3");
        List<Double> genes = new ArrayList<>(genome.encode(identity).orElseThrow());
        assertThat(genome.decode(genes)).isEqualTo(identity);
        genes.set(genes.size() - 1, 1.0);
        assertThat(words(genome.decode(genes))).isEqualTo("b0 b1x3.0 b2x3.0 b3x3.0");
        genes.set(genes.size() - 1, 0.0);
        assertThat(words(genome.decode(genes))).isEqualTo("b0 b1x0.9 b2x0.9 b3x0.9");
        genes.set(genes.size() - 1, 0.4); // 1 + 0.1 tanh(-0.6)
        assertThat(words(genome.decode(genes))).isEqualTo("b0 b1x0.95 b2x0.95 b3x0.95");
    }

    @Test
    void pinnedLayersHaveNoScaleOfASlot() {
        LayerPathGenome genome = genome(PLAIN.withScales(coarse(new ScaleEncoding.Slot())));
        assertThat(genome.obstacle(recipe("base 0 0.5", "base 3")))
                .contains("its pinned layers must have no scale, found 0.5");
    }

    @Test
    void scalesAreDecimalsOfTheirGrid() {
        LayerPathGenome genome =
                genome(
                        PLAIN.withPinned(false)
                                .withScales(
                                        ScaleSettings.of(new ScaleEncoding.Slot())
                                                .between(0.52, 1.49, 0.05)));
        Set<Double> scales = scales(genome);
        assertThat(scales).hasSize(19).contains(0.55, 0.85, 1.0, 1.45).doesNotContain(0.5, 1.5);
        assertThat(genome.obstacle(recipe("base 0 0.87")))
                .contains("its scales must be from 0.55 to 1.45 in steps of 0.05, found 0.87");
    }

    private static Set<Double> scales(LayerPathGenome genome) {
        return IntStream.range(0, 100)
                .boxed()
                .flatMap(seed -> path(genome.decode(genes(genome, seed))).layers().stream())
                .map(PathLayer::scale)
                .collect(Collectors.toSet());
    }

    // ---- direct paths

    @Test
    void aDirectPathHasAnyLayersInAnyOrder() {
        LayerPathGenome genome =
                genome(PLAIN.withEncoding(PathEncoding.PATH).withPinned(false).withMaxLayers(5));
        Recipe recipe = recipe("digits 3", "base 0", "base 0", "small 1", "base 2");
        assertThat(genome.size()).isEqualTo(5);
        assertThat(genome.encode(recipe).map(genome::decode)).contains(recipe);
        assertThat(words(genome.decode(List.of(0.1, 0.51, 0.5, 0.99, 0.0)))).isEqualTo("b0 s1");
        assertThat(words(genome.decode(Collections.nCopies(5, 0.0)))).isEqualTo("b0");
        assertThat(
                        genome.obstacle(
                                recipe("base 0", "base 1", "base 2", "base 3", "base 0", "base 1")))
                .contains("its path must have at most 5 layers, found 6");
    }

    @Test
    void scalesOfADirectPathMoveWithItsLayers() {
        LayerPathGenome genome =
                genome(
                        PLAIN.withEncoding(PathEncoding.PATH)
                                .withPinned(false)
                                .withMaxLayers(4)
                                .withScales(coarse(new ScaleEncoding.Slot())));
        assertThat(genome.layout().blocks()).hasSize(1);
        assertThat(genome.layout().blocks().getFirst()).isInstanceOf(GeneBlock.Steps.class);
        Recipe recipe =
                Recipe.of(
                                LayerPath.METHOD,
                                LayerPath.of(layers("digits 3 0.5", "base 0", "base 0 1.5")))
                        .withBaseModel("base");
        assertThat(genome.encode(recipe).map(genome::decode)).contains(recipe);
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

    // ---- presets

    private static List<String> presets(DataFlowSpace space, PathPreset... kinds) {
        Set<PathPreset> some = EnumSet.noneOf(PathPreset.class);
        some.addAll(List.of(kinds));
        return genome(space.withPresets(some)).presets(List.of()).stream()
                .map(LayerPathGenomeTest::words)
                .toList();
    }

    @Test
    void presetsAreSimplePaths() {
        DataFlowSpace free = PLAIN.withEncoding(PathEncoding.PATH).withPinned(false);
        assertThat(presets(free)).isEmpty();
        assertThat(presets(free, PathPreset.IDENTITY)).containsExactly("b0 b1 b2 b3");
        assertThat(presets(free, PathPreset.MODELS))
                .containsExactly("b0 b1 b2 b3", "d0 d1 d2 d3", "s0 s1");
        assertThat(presets(free, PathPreset.STACKS))
                .containsExactly(
                        "b0 b1 d2 d3",
                        "b0 b1 s1",
                        "d0 d1 b2 b3",
                        "d0 d1 s1",
                        "s0 b2 b3",
                        "s0 d2 d3");
        assertThat(presets(free, PathPreset.SWAPS))
                .startsWith("d0 b1 b2 b3", "s0 b1 b2 b3", "b0 d1 b2 b3", "b0 s0 b2 b3")
                .hasSize(8);
        assertThat(presets(free, PathPreset.REPEATS))
                .containsExactly(
                        "b0 b0 b1 b2 b3", "b0 b1 b1 b2 b3", "b0 b1 b2 b2 b3", "b0 b1 b2 b3 b3");
        assertThat(presets(free, PathPreset.DROPS))
                .containsExactly("b1 b2 b3", "b0 b2 b3", "b0 b1 b3", "b0 b1 b2");
    }

    @Test
    void presetsThatIndicatorsCannotExpressAreLeftOut() {
        assertThat(presets(PLAIN, PathPreset.REPEATS)).isEmpty();
        assertThat(presets(PLAIN.withRepeats(2), PathPreset.REPEATS))
                .containsExactly("b0 b1 b1 b2 b3", "b0 b1 b2 b2 b3");
        assertThat(presets(PLAIN, PathPreset.MODELS))
                .containsExactly("b0 b1 b2 b3", "b0 d1 d2 b3", "b0 b3");
        assertThat(presets(PLAIN, PathPreset.SWAPS)).containsExactly("b0 b1 d2 b3", "b0 b1 s1 b3");
    }

    @Test
    void variationsOfOneLayerTakeTurns() {
        List<String> all = presets(PLAIN.withRepeats(2), PathPreset.values());
        assertThat(all).doesNotHaveDuplicates().startsWith("b0 b1 b2 b3");
        assertThat(all).contains("b0 b1 b1 b2 b3", "b0 b2 b3", "b0 d1 b2 b3");
    }

    @Test
    void aDamagedPathCanBeTheOnlyStart() {
        LayerPathGenome genome = genome(PLAIN.withRepeats(2).withPresets(Set.of()));
        assertThat(genome.presets(List.of())).isEmpty();
        assertThat(genome.startsFromBaselines()).isFalse();
        assertThat(genome.start(recipe("base 0", "base 2", "base 1", "base 3"))).isPresent();
    }
}
