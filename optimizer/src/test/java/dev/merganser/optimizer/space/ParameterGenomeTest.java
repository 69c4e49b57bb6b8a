package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.optimizer.algorithm.Streams;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.Alignment;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.CompeftSettings;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class ParameterGenomeTest {

    private static final List<String> EXPERTS = List.of("digits", "fashion", "doodles");
    private static final Granularity SUBLAYER = new Granularity.Sublayer();

    private static final AroundSpace AROUND =
            new AroundSpace(
                    Optional.of(Alignment.REBASIN),
                    Optional.of(
                            new AroundSpace.Compeft(
                                    ParameterRange.between(0.05, 1), ParameterRange.fixed(1.5))),
                    Optional.of(
                            new AroundSpace.Lines(
                                    ParameterRange.between(0.2, 1), ParameterRange.between(1, 2))));

    private static ParameterGenome genome(ParameterSpace settings) {
        return new ParameterGenome(
                settings, new ModelFacts("base", EXPERTS, ModelNames.bundled(11)));
    }

    private static ParameterSpace rich(Granularity granularity) {
        return ParameterSpace.of(granularity, "task_arithmetic", "ties", "dare_ties")
                .with("density", ParameterRange.between(0.1, 1))
                .with("lambda", ParameterRange.between(0.3, 1.9))
                .with("normalize", ParameterRange.fixed(false))
                .withOutDtype(DType.F16)
                .withMaskSeed(7);
    }

    static Stream<ParameterGenome> genomes() {
        Stream<ParameterGenome> searched =
                Stream.of("global", "group(3)", "layer", "sublayer", "tensor")
                        .map(Granularity::parse)
                        .flatMap(
                                granularity ->
                                        Stream.of(
                                                genome(rich(granularity)),
                                                genome(
                                                        ParameterSpace.of(
                                                                granularity, "task_arithmetic"))));
        ParameterSpace slerp =
                ParameterSpace.of(SUBLAYER, "slerp", "task_arithmetic")
                        .with("t", ParameterRange.between(0, 1));
        ParameterSpace linear =
                ParameterSpace.of(SUBLAYER, "linear")
                        .with("weight", ParameterRange.between(0.05, 1 / 3.0));
        return Stream.concat(
                searched,
                Stream.of(
                        genome(linear.withAround(AROUND)),
                        genome(rich(SUBLAYER).withAround(AROUND)),
                        new ParameterGenome(
                                slerp,
                                new ModelFacts("base", List.of("digits"), ModelNames.llama(3))),
                        genome(linear)));
    }

    private static List<Double> random(ParameterGenome genome, int number) {
        return Streams.of(1, "genome", number).doubles(genome.size()).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("genomes")
    void encodingUndoesDecoding(ParameterGenome genome) {
        for (int number = 0; number < 20; number++) {
            Recipe recipe = genome.decode(random(genome, number));
            List<Double> genes = genome.encode(recipe).orElseThrow();
            assertThat(genes).hasSize(genome.size()).allMatch(gene -> gene >= 0 && gene <= 1);
            assertThat(genome.decode(genes)).isEqualTo(recipe);
            assertThat(genome.obstacle(recipe)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("genomes")
    void everyGenotypeIsARecipeThatReadsBackAsItself(ParameterGenome genome) {
        List<List<Double>> corners =
                List.of(
                        Collections.nCopies(genome.size(), 0.0),
                        Collections.nCopies(genome.size(), 1.0),
                        random(genome, 1));
        for (List<Double> genes : corners) {
            Recipe recipe = genome.decode(genes);
            assertThat(RecipeReader.parse(RecipeWriter.write(recipe), "test")).isEqualTo(recipe);
        }
    }

    @Test
    void theLayoutIsMethodThenParametersByExpertAndGroup() {
        ParameterGenome genome =
                new ParameterGenome(
                        rich(new Granularity.Layers(1)),
                        new ModelFacts(
                                "base", List.of("digits", "fashion"), ModelNames.bundled(1)));
        assertThat(genome.geneNames())
                .containsExactly(
                        "method",
                        "density of digits in stem",
                        "density of digits in layers.0",
                        "density of digits in head",
                        "density of fashion in stem",
                        "density of fashion in layers.0",
                        "density of fashion in head",
                        "lambda",
                        "weight of digits in stem",
                        "weight of digits in layers.0",
                        "weight of digits in head",
                        "weight of fashion in stem",
                        "weight of fashion in layers.0",
                        "weight of fashion in head");
    }

    @Test
    void theBundledFamilyHasThirteenGroupsAndThirtyNineGenes() {
        ParameterGenome genome =
                new ParameterGenome(
                        ParameterSpace.of(SUBLAYER, "task_arithmetic"),
                        new ModelFacts("base", EXPERTS, ModelNames.bundled(5)));
        assertThat(genome.size()).isEqualTo(39);
    }

    @Test
    void genesBecomeAPlainRecipe() {
        ParameterGenome genome =
                new ParameterGenome(
                        ParameterSpace.of(new Granularity.Layers(1), "task_arithmetic")
                                .with("weight", ParameterRange.between(0, 1.5)),
                        new ModelFacts(
                                "base", List.of("digits", "fashion"), ModelNames.bundled(2)));
        List<Double> genes = List.of(0.2, 0.4, 0.6, 0.8, 0.5, 0.5, 0.5, 0.5);
        assertThat(RecipeWriter.write(genome.decode(genes)))
                .isEqualTo(
                        """
                        merge_method: task_arithmetic
                        base_model: base
                        models:
                          - model: digits
                            parameters:
                              weight:
                                - filter: patch.
                                  value: 0.3
                                - filter: position
                                  value: 0.3
                                - filter: layers.0.
                                  value: 0.6
                                - filter: layers.1.
                                  value: 0.9
                                - value: 1.2
                          - model: fashion
                            parameters:
                              weight: 0.75
                        """);
    }

    @Test
    void theFilterOfLayer1DoesNotCatchLayer10() {
        ParameterGenome genome = genome(ParameterSpace.of(SUBLAYER, "task_arithmetic"));
        List<Double> genes = random(genome, 3);
        Parameters digits = genome.decode(genes).models().getFirst().parameters();
        int gene = genome.geneNames().indexOf("weight of digits in layers.10.mlp");
        assertThat(digits.find("weight").orElseThrow().at("layers.10.mlp.up.bias", 0))
                .contains(Argument.of(Math.round(genes.get(gene) * 15_000) / 10_000.0));
    }

    @Test
    void whatHasNoEffectIsNotInThePhenotype() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(SUBLAYER, "task_arithmetic", "ties")
                                .with("density", ParameterRange.between(0.1, 1)));
        List<Double> genes = random(genome, 4);
        List<Double> others =
                IntStream.range(0, genome.size())
                        .mapToObj(
                                i ->
                                        genome.geneNames().get(i).startsWith("density")
                                                ? 0.5
                                                : genes.get(i))
                        .toList();
        assertThat(genome.decode(withMethod(genes, 0.2)).id())
                .isEqualTo(genome.decode(withMethod(others, 0.4)).id());
        assertThat(genome.decode(withMethod(genes, 0.7)).id())
                .isNotEqualTo(genome.decode(withMethod(others, 0.7)).id());
    }

    private static List<Double> withMethod(List<Double> genes, double method) {
        return Stream.concat(Stream.of(method), genes.stream().skip(1)).toList();
    }

    @Test
    void globalRecipesCanStartASearchOverSublayers() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(SUBLAYER, "task_arithmetic", "ties")
                                .with("density", ParameterRange.between(0.1, 1))
                                .with("lambda", ParameterRange.between(0, 2)));
        Recipe triple = recipe("task_arithmetic", 0.3, 1, 1.0 / 3);
        assertThat(genome.decode(genome.encode(triple).orElseThrow()))
                .isEqualTo(
                        recipe("task_arithmetic", 0.3, 1, 0.3333)
                                .withParameters(Parameters.NONE.with("lambda", 1)));
        Recipe ties =
                recipe("ties", 1, 1, 1)
                        .withParameters(Parameters.NONE.with("lambda", 0.4).with("density", 0.2));
        assertThat(RecipeWriter.write(genome.decode(genome.encode(ties).orElseThrow())))
                .contains("lambda: 0.4")
                .contains("density: 0.2")
                .contains("weight: 1");
    }

    @Test
    void gradientsAndFiltersCanBeEncodedWhereTheyFitTheGroups() {
        ParameterGenome genome =
                new ParameterGenome(
                        ParameterSpace.of(new Granularity.Layers(1), "task_arithmetic"),
                        new ModelFacts("base", List.of("digits"), ModelNames.bundled(3)));
        Recipe graded =
                Recipe.of(
                                "task_arithmetic",
                                List.of(
                                        new ModelEntry(
                                                "digits",
                                                Parameters.NONE.with(
                                                        "weight",
                                                        ParameterValue.gradient(0.2, 1)))))
                        .withBaseModel("base");
        ParameterValue weight =
                genome.decode(genome.encode(graded).orElseThrow())
                        .models()
                        .getFirst()
                        .parameters()
                        .find("weight")
                        .orElseThrow();
        assertThat(weight.at("layers.1.mlp.up.bias", 0)).contains(Argument.of(0.6));
        assertThat(weight.at("norm.bias", 0)).contains(Argument.of(0.2));
        ParameterValue byPart =
                ParameterValue.filtered(
                        ParameterValue.Rule.of("mlp", ParameterValue.of(0.1)),
                        ParameterValue.Rule.otherwise(ParameterValue.of(0.2)));
        ModelEntry entry = new ModelEntry("digits", Parameters.NONE.with("weight", byPart));
        Recipe split = Recipe.of("task_arithmetic", List.of(entry)).withBaseModel("base");
        assertThat(genome.encode(split)).isEmpty();
        assertThat(genome.obstacle(split))
                .hasValueSatisfying(
                        reason ->
                                assertThat(reason)
                                        .contains("weight must be one value in layers.0"));
    }

    @Test
    void whatTheSpaceCannotExpressSaysWhy() {
        ParameterGenome genome = genome(ParameterSpace.of(SUBLAYER, "task_arithmetic"));
        assertObstacle(genome, recipe("ties", 1, 1, 1), "[task_arithmetic], found 'ties'");
        assertObstacle(
                genome, recipe("task_arithmetic", 1, 2, 1), "weight must be in [0, 1.5], found 2");
        assertObstacle(
                genome,
                recipe("task_arithmetic", 1, 1, 1)
                        .withParameters(Parameters.NONE.with("lambda", 0.5)),
                "lambda of 'digits' must be 1, found 0.5");
        assertObstacle(
                genome,
                recipe("task_arithmetic", 1, 1, 1).withBaseModel("other"),
                "on base 'base', found");
    }

    private static void assertObstacle(ParameterGenome genome, Recipe recipe, String reason) {
        assertThat(genome.encode(recipe)).isEmpty();
        assertThat(genome.obstacle(recipe).orElseThrow()).contains(reason);
    }

    @Test
    void whatIsAroundTheMethodHasGenesBehindAllOthers() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(new Granularity.Global(), "linear")
                                .with("weight", ParameterRange.fixed(1))
                                .withAround(AROUND));
        assertThat(genome.geneNames())
                .containsExactly("wrap.lines.alpha", "wrap.lines.beta", "compress.compeft.density");
        Recipe recipe = genome.decode(List.of(0.5, 1.0, 0.0));
        assertThat(recipe.baseModel()).contains("base");
        assertThat(recipe.around())
                .isEqualTo(
                        AroundMethod.NONE
                                .withAlign(Alignment.REBASIN)
                                .withCompress(new CompeftSettings(0.05, 1.5))
                                .withLines(new LinesSettings(0.6, 2)));
    }

    @Test
    void startsWithoutAnythingAroundTheirMethodGetItMildly() {
        ParameterGenome genome = genome(ParameterSpace.of(SUBLAYER, "ties").withAround(AROUND));
        Recipe alone = recipe("ties", 1, 1, 1);
        assertObstacle(
                genome,
                alone,
                "it must have align: rebasin, wrap.lines.alpha: [0.2, 1], wrap.lines.beta: [1, 2], compress.compeft.density: [0.05, 1], compress.compeft.alpha: 1.5 around its method, found nothing");
        Recipe started = genome.decode(genome.start(alone).orElseThrow());
        assertThat(started.models()).isEqualTo(alone.models());
        assertThat(started.around().lines()).contains(new LinesSettings(1, 1.5));
        assertThat(started.around().compress()).contains(new CompeftSettings(1, 1.5));
        assertObstacle(
                genome,
                started.withAround(started.around().withLines(new LinesSettings(2, 1))),
                "wrap.lines.alpha must be in [0.2, 1], found 2");
        ParameterGenome plain = genome(ParameterSpace.of(SUBLAYER, "ties"));
        assertThat(plain.start(alone)).isEqualTo(plain.encode(alone));
        assertObstacle(
                plain, started, "it must have nothing around its method, found align: rebasin");
    }

    @Test
    void fixedValuesStandOnceForAllModelsUnlessTheyAreTheDefault() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(new Granularity.Global(), "ties")
                                .with("density", ParameterRange.fixed(0.2))
                                .with("lambda", ParameterRange.fixed(1)));
        assertThat(genome.size()).isEqualTo(3);
        assertThat(RecipeWriter.write(genome.decode(List.of(0.0, 0.5, 1.0))))
                .isEqualTo(
                        """
                        merge_method: ties
                        base_model: base
                        models:
                          - model: digits
                            parameters:
                              weight: 0
                          - model: fashion
                            parameters:
                              weight: 0.75
                          - model: doodles
                            parameters:
                              weight: 1.5
                        parameters:
                          density: 0.2
                        """);
    }

    @Test
    void wordsAndFlagsAreGenesToo() {
        ParameterGenome genome =
                new ParameterGenome(
                        new ParameterSpace(
                                List.of("ties"),
                                new Granularity.Global(),
                                Map.of(
                                        "weight",
                                        ParameterRange.fixed(1),
                                        "normalize",
                                        new ParameterRange.Choice(
                                                List.of(Argument.of(true), Argument.of(false)))),
                                AroundSpace.NONE,
                                Optional.empty(),
                                Optional.empty()),
                        new ModelFacts("base", List.of("digits"), ModelNames.bundled(1)));
        assertThat(genome.geneNames()).containsExactly("normalize");
        assertThat(normalize(genome, 0.49)).contains(Argument.of(true));
        assertThat(normalize(genome, 1)).contains(Argument.of(false));
        assertThat(genome.encode(genome.decode(List.of(0.9)))).contains(List.of(0.75));
    }

    private static Optional<Argument> normalize(ParameterGenome genome, double gene) {
        return genome.decode(List.of(gene))
                .parameters()
                .find("normalize")
                .flatMap(value -> value.at("norm.bias", 0));
    }

    @Test
    void examplesHaveEachMethodAndEachWord() {
        ParameterSpace settings =
                ParameterSpace.of(new Granularity.Global(), "task_arithmetic", "ties")
                        .with("weight", ParameterRange.fixed(0.5))
                        .with("aggregate", choice("mean", "sum", "max"))
                        .with("trim", choice("tensor", "model"));
        List<Recipe> examples = genome(settings).examples();
        assertThat(examples).doesNotHaveDuplicates().hasSize(4);
        assertThat(examples.stream().map(RecipeWriter::write).reduce("", String::concat))
                .contains(
                        "task_arithmetic",
                        "ties",
                        "aggregate: mean",
                        "aggregate: sum",
                        "aggregate: max",
                        "trim: tensor",
                        "trim: model");
    }

    private static ParameterRange choice(String... words) {
        return new ParameterRange.Choice(Stream.of(words).map(Argument::of).toList());
    }

    @Test
    void eachExpertMayHaveAFixedValueOfItsOwn() {
        ParameterGenome genome =
                new ParameterGenome(
                        ParameterSpace.of(new Granularity.Global(), "ties")
                                .with(
                                        "density",
                                        new ParameterRange.Each(
                                                Map.of(
                                                        "digits", ParameterValue.of(0.2),
                                                        "fashion", ParameterValue.of(0.4)))),
                        new ModelFacts(
                                "base", List.of("digits", "fashion"), ModelNames.bundled(1)));
        Recipe recipe = genome.decode(List.of(0.5, 1.0));
        assertThat(recipe.models())
                .extracting(entry -> entry.parameters().find("density").orElseThrow())
                .containsExactly(ParameterValue.of(0.2), ParameterValue.of(0.4));
        assertThat(genome.encode(recipe)).contains(List.of(0.5, 1.0));
    }

    @Test
    void filesToChooseFromAreFilesOfTheSpaceToo() {
        var choice = new ParameterRange.Choice(List.of(Argument.of("a"), Argument.of("b")));
        assertThat(ParameterSpace.of(SUBLAYER, "fisher").with("statistics", choice).files())
                .containsExactly("a", "b");
    }

    @Test
    void aMaskSeedIsForMethodsThatDrawMasks() {
        ParameterGenome genome =
                genome(ParameterSpace.of(SUBLAYER, "ties", "dare_ties").withMaskSeed(7));
        List<Double> genes = random(genome, 5);
        assertThat(genome.decode(withMethod(genes, 0.1)).maskSeed()).isEmpty();
        assertThat(genome.decode(withMethod(genes, 0.9)).maskSeed()).contains(7L);
    }

    @Test
    void settingsThatNoMethodTakesAreRefused() {
        ParameterSpace ties = ParameterSpace.of(SUBLAYER, "ties");
        assertRefused(
                ties.with("density", ParameterRange.between(0.1, 1.5)),
                "space.density must be a finite number from 0 to 1, found 1.5.");
        assertRefused(
                ties.with("densty", ParameterRange.fixed(0.5)),
                "space.densty is no parameter of ties. Did you mean 'density'?");
        assertRefused(ties.with("normalize", ParameterRange.between(0, 1)), "true or false");
        assertRefused(ParameterSpace.of(SUBLAYER, "tie"), "Did you mean 'ties'?");
        assertRefused(
                new ParameterSpace(
                        List.of("ties"),
                        SUBLAYER,
                        Map.of(),
                        AroundSpace.NONE,
                        Optional.empty(),
                        Optional.empty()),
                "space.weight is missing");
        assertRefused(
                ParameterSpace.of(SUBLAYER, "slerp").with("t", ParameterRange.between(0, 1)),
                "exactly 1 model");
        assertRefused(ParameterSpace.of(SUBLAYER, "linear"), "space.weight must begin above 0");
        assertRefused(ties.with("weight", ParameterRange.fixed(1)), "something to search");
        assertRefused(ties.with("weight", ParameterRange.between(0, 1e-13)), "at least 1e-12");
        assertRefused(
                ties.with(
                        "normalize",
                        new ParameterRange.Choice(List.of(Argument.of("yes"), Argument.of(true)))),
                "space.normalize must be true or false, found 'yes'");
    }

    private static void assertRefused(ParameterSpace settings, String message) {
        assertThatThrownBy(() -> genome(settings))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining(message);
    }

    private static Recipe recipe(String method, double... weights) {
        List<ModelEntry> models =
                IntStream.range(0, weights.length)
                        .mapToObj(
                                i ->
                                        new ModelEntry(
                                                EXPERTS.get(i),
                                                Parameters.NONE.with("weight", weights[i])))
                        .toList();
        return Recipe.of(method, models).withBaseModel("base");
    }
}
