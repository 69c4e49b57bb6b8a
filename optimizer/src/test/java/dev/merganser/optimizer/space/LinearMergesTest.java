package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.optimizer.algorithm.Streams;
import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.vector.WeightVectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is learned is what is merged: vectors times coefficients are the merge of the recipe. */
class LinearMergesTest {

    private static final Path FAMILY = Path.of("..", "examples", "vision");
    private static final List<String> EXPERTS = List.of("digits", "fashion", "doodles");
    private static final ParameterRange RANGE = ParameterRange.between(0, 1);
    private static final Granularity LAYER = new Granularity.Layers(1);

    @TempDir Path folder;

    /** In float32, and as the models are stored, in float16. */
    static Stream<ParameterSpace> spaces() {
        ParameterSpace stored = ParameterSpace.of(LAYER, "task_arithmetic");
        return Stream.concat(
                Stream.of(stored, stored.withOutDtype(DType.BF16)),
                exactSpaces().map(space -> space.withOutDtype(DType.F32)));
    }

    private static Stream<ParameterSpace> exactSpaces() {
        return Stream.of(
                ParameterSpace.of(new Granularity.Global(), "task_arithmetic"),
                ParameterSpace.of(new Granularity.Single(), "task_arithmetic")
                        .with("lambda", ParameterRange.fixed(.4)),
                ParameterSpace.of(LAYER, "ties_split"),
                ParameterSpace.of(new Granularity.Sublayer(), "dare_linear")
                        .with("density", ParameterRange.fixed(.3))
                        .withMaskSeed(11),
                ParameterSpace.of(LAYER, "della_linear").with("density", ParameterRange.fixed(.5)),
                ParameterSpace.of(LAYER, "breadcrumbs").with("density", ParameterRange.fixed(.5)),
                ParameterSpace.of(LAYER, "widen"),
                ParameterSpace.of(LAYER, "pcb"),
                ParameterSpace.of(LAYER, "linear").with("normalize", ParameterRange.fixed(false)),
                parts(2),
                parts(7).with("parts", word("chunks")),
                parts(5).with("parts", word("random")).withMaskSeed(3),
                ParameterSpace.of(LAYER, "task_arithmetic").withAround(lines()));
    }

    private static ParameterSpace parts(int count) {
        return ParameterSpace.of(LAYER, "task_arithmetic_parts")
                .with("weight", new ParameterRange.Parts(new ParameterRange.Gene(-.5, 1.5), count));
    }

    private static ParameterRange word(String word) {
        return new ParameterRange.Fixed(ParameterValue.of(word));
    }

    private static AroundSpace lines() {
        return new AroundSpace(
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                        new AroundSpace.Lines(ParameterRange.fixed(.3), ParameterRange.fixed(.7))));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void vectorsTimesCoefficientsAreTheMergeOfTheirGenes(ParameterSpace space) {
        try (Models models = Models.open(family())) {
            requireEqual(space, models, EXPERTS);
        }
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void soTheyAreWhereAGraphHoldsItsWeightsTurned(ParameterSpace space) {
        try (Models models = Models.open(turned())) {
            assertThat(models.checkpoint("base").info("layers.0.dense.weight"))
                    .contains(new TensorInfo("layers.0.dense.weight", DType.F32, Shape.of(23, 13)));
            requireEqual(space, models, EXPERTS.subList(0, 2));
        }
    }

    private static void requireEqual(ParameterSpace space, Models models, List<String> experts) {
        Genome genome = new ParameterGenome(space, new ModelFacts("base", experts, names(models)));
        LinearMerges merges = genome.linearMerges().orElseThrow();
        Merger merger = Merger.of(models);
        try (WeightVectors vectors = merges.vectors(merger, names(models))) {
            List<Double> genes = Streams.of(5, "genes", 1).doubles(genome.size()).boxed().toList();
            Recipe recipe = genome.decode(genes);
            double[] coefficients = coefficients(merges.space(), genes);
            MergePlan plan = merger.plan(recipe);
            for (String tensor : names(models)) {
                float[] merged = values(plan, tensor);
                float[] written = values(vectors, tensor, coefficients, merged.length);
                double rounding = rounding(plan.info(tensor).orElseThrow().dtype());
                for (int i = 0; i < merged.length; i++) {
                    double most = rounding * (1 + Math.abs(merged[i]));
                    assertThat((double) written[i])
                            .as("%s %d", tensor, i)
                            .isCloseTo(merged[i], within(most));
                }
            }
            requireNorms(merges.space().withNorms(vectors.norms()));
        }
    }

    private static double rounding(DType stored) {
        return switch (stored) {
            case F32 -> 0x1p-20;
            case F16 -> 0x1p-11;
            default -> 0x1p-8;
        };
    }

    private static void requireNorms(CoefficientSpace space) {
        assertThat(space.coefficients()).anyMatch(coefficient -> coefficient.norm() > 0);
    }

    /** On the grid of four decimals. */
    private static double[] coefficients(CoefficientSpace space, List<Double> genes) {
        double[] values = new double[space.size()];
        for (int i = 0; i < values.length; i++) {
            Coefficient each = space.coefficients().get(i);
            double value = each.low() + genes.get(each.gene()) * (each.high() - each.low());
            values[i] = Math.rint(value * 1e4) / 1e4;
        }
        return values;
    }

    private static float[] values(MergePlan plan, String tensor) {
        int size = (int) plan.info(tensor).orElseThrow().shape().elements();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_FLOAT, size);
            plan.read(tensor, out);
            return out.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static float[] values(
            WeightVectors vectors, String tensor, double[] coefficients, int size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_FLOAT, size);
            vectors.write(tensor, coefficients, out);
            return out.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static List<String> names(Models models) {
        return models.checkpoint("base").tensors().stream().map(TensorInfo::name).toList();
    }

    private static Map<String, Path> family() {
        Map<String, Path> paths = new LinkedHashMap<>();
        paths.put("base", FAMILY.resolve("base.safetensors"));
        EXPERTS.forEach(
                name -> paths.put(name, FAMILY.resolve("experts/" + name + ".safetensors")));
        return paths;
    }

    /** Models whose matrices an exporter left turned and without a name. */
    private Map<String, Path> turned() {
        Map<String, Path> paths = new LinkedHashMap<>();
        for (String model : List.of("base", "digits", "fashion")) {
            Path file = folder.resolve(model + ".onnx");
            GraphWriter.write(exported(model), file);
            paths.put(model, file);
        }
        return paths;
    }

    private static Graph exported(String model) {
        var graph = GraphBuilder.named(model);
        String value = graph.input("x", DType.F32, Dim.of("batch"), Dim.of(13));
        for (int layer = 0; layer < 2; layer++) {
            int in = layer == 0 ? 13 : 23;
            String weight =
                    graph.initializer(
                            "onnx::MatMul_" + (7 + layer),
                            Shape.of(in, 23),
                            random(model, in * 23));
            String bias =
                    graph.initializer(
                            "layers.%d.dense.bias".formatted(layer),
                            Shape.of(23),
                            random(model, 23));
            String product =
                    graph.node(
                            "/layers.%d/dense/MatMul".formatted(layer),
                            "MatMul",
                            List.of(value, weight));
            value =
                    graph.node(
                            "/layers.%d/dense/Add".formatted(layer), "Add", List.of(bias, product));
        }
        return graph.output(value, DType.F32, Dim.of("batch"), Dim.of(23)).build();
    }

    private static float[] random(String model, int size) {
        float[] values = new float[size];
        var random = Streams.of(2, model, size);
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    // ---- coefficients and recipes

    @Test
    void coefficientsAreTheGenesInOrder() {
        ParameterGenome genome = genome(parts(3));
        CoefficientSpace space = genome.linearMerges().orElseThrow().space();
        assertThat(space.models()).isEqualTo(EXPERTS);
        assertThat(space.size()).isEqualTo(genome.size());
        int groups = genome.size() / 9;
        assertThat(space.coefficients().getFirst())
                .isEqualTo(new Coefficient(0, 0, 0, 0, -.5, 1.5, 0));
        int other = groups * 3 + 4;
        assertThat(space.coefficients().get(other))
                .isEqualTo(new Coefficient(1, 1, 1, other, -.5, 1.5, 0));
        assertThat(genome.geneNames().get(other)).isEqualTo("weight of fashion in layers.0 part 2");
    }

    @Test
    void aRecipeOfCoefficientsIsNeitherClampedNorRounded() {
        LinearMerges merges =
                genome(ParameterSpace.of(new Granularity.Global(), "task_arithmetic"))
                        .linearMerges()
                        .orElseThrow();
        Recipe recipe = merges.recipe().apply(List.of(-3.0, 1.23456789, 0.0));
        assertThat(
                        recipe.models().stream()
                                .map(entry -> entry.parameters().find("weight").orElseThrow()))
                .containsExactly(
                        ParameterValue.of(-3), ParameterValue.of(1.23456789), ParameterValue.of(0));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void recipesAreReadAsTheyAreWrittenAndKnowTheirGenes(ParameterSpace space) {
        ParameterGenome genome = genome(space);
        for (long seed = 0; seed < 5; seed++) {
            Recipe recipe =
                    genome.decode(
                            Streams.of(seed, "genes", 1).doubles(genome.size()).boxed().toList());
            assertThat(RecipeReader.parse(RecipeWriter.write(recipe), "test")).isEqualTo(recipe);
            assertThat(genome.encode(recipe).map(genome::decode)).contains(recipe);
        }
    }

    @Test
    void partsThatAreAllEqualAreOneNumber() {
        ParameterGenome genome = genome(parts(3));
        List<Double> half = Collections.nCopies(genome.size(), .5);
        Recipe recipe = genome.decode(half);
        assertThat(recipe.models().getFirst().parameters().find("weight"))
                .contains(ParameterValue.of(.5));
        assertThat(genome.encode(recipe)).contains(half);
    }

    @Test
    void aListOfAnotherLengthIsNotInTheSpace() {
        ParameterGenome genome = genome(parts(3));
        ParameterGenome other = genome(parts(2));
        Recipe recipe =
                other.decode(Streams.of(1, "genes", 1).doubles(other.size()).boxed().toList());
        assertThat(genome.obstacle(recipe))
                .hasValueSatisfying(
                        words ->
                                assertThat(words)
                                        .contains("weight must be a number for each of 3 parts"));
    }

    // ---- obstacles

    static Stream<Arguments> obstacles() {
        ParameterSpace plain = ParameterSpace.of(LAYER, "task_arithmetic");
        return Stream.of(
                obstacle(
                        ParameterSpace.of(LAYER, "task_arithmetic", "ties"),
                        "space.method must be one merge method, found [task_arithmetic, ties]"),
                obstacle(
                        ParameterSpace.of(LAYER, "ties"),
                        "space.method must be linear in weight, but 'ties' elects signs by weight. Maybe ties_split"),
                obstacle(
                        ParameterSpace.of(LAYER, "tsvm"),
                        "space.method must be one of breadcrumbs, dare_linear, della_linear, linear, pcb, task_arithmetic, task_arithmetic_parts, ties_split, widen, found 'tsvm'"),
                obstacle(
                        ParameterSpace.of(LAYER, "linear")
                                .with("weight", ParameterRange.between(.1, 1)),
                        "space.normalize must be false: a sum that is divided by the sum of its weights is not linear in them"),
                obstacle(
                        plain.with("normalize", ParameterRange.fixed(true)),
                        "space.normalize must be false: a sum that is divided by the sum of its weights is not linear in them"),
                obstacle(
                        plain.with("weight", ParameterRange.fixed(.3)).with("lambda", RANGE),
                        "space.weight must be a range [low, high], found a fixed value"),
                obstacle(
                        plain.with("lambda", RANGE),
                        "space.lambda must be one value, since only weights are learned"),
                obstacle(
                        plain.withAround(
                                new AroundSpace(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(
                                                new AroundSpace.Lines(
                                                        RANGE, ParameterRange.fixed(.7))))),
                        "space.%s must be one value, since only weights are learned"
                                .formatted(AroundNumber.LINES_ALPHA.key())));
    }

    private static Arguments obstacle(ParameterSpace space, String words) {
        return Arguments.of(space, words);
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void whatStandsInTheWayIsSaid(ParameterSpace space, String words) {
        ParameterGenome genome = genome(space);
        assertThat(genome.coefficientObstacle()).contains(words);
        assertThat(genome.linearMerges()).isEmpty();
    }

    private static ParameterGenome genome(ParameterSpace space) {
        try (Models models = Models.open(family())) {
            return new ParameterGenome(space, new ModelFacts("base", EXPERTS, names(models)));
        }
    }
}
