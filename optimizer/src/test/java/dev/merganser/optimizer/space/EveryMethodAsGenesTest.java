package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.algorithm.Streams;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Kind;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
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

/**
 * All parameters of each method that needs no files are genes, and every genotype can be merged.
 */
class EveryMethodAsGenesTest {

    private static final Path FAMILY = Path.of("..", "examples", "vision");
    private static final List<String> EXPERTS = List.of("digits", "fashion", "doodles");

    private static Models models;

    @BeforeAll
    static void open() {
        Map<String, Path> paths = new LinkedHashMap<>();
        paths.put("base", FAMILY.resolve("base.safetensors"));
        EXPERTS.forEach(
                name -> paths.put(name, FAMILY.resolve("experts/" + name + ".safetensors")));
        models = Models.open(paths);
    }

    @AfterAll
    static void close() {
        models.close();
    }

    static Stream<String> methods() {
        return MergeMethods.all().stream()
                .map(MergeMethod::descriptor)
                .filter(
                        method ->
                                method.parameters().stream().anyMatch(ParameterSpec::hasEffect)
                                        && method.parameters().stream()
                                                .noneMatch(spec -> spec.kind() == Kind.FILE))
                .map(MethodDescriptor::name);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void genotypesAreRecipesThatCanBeMerged(String name) {
        ParameterGenome genome = genome(MergeMethods.named(name).descriptor());
        List<List<Double>> genotypes =
                List.of(
                        Collections.nCopies(genome.size(), 0.0),
                        Collections.nCopies(genome.size(), 1.0),
                        Streams.of(1, "every-method", 1).doubles(genome.size()).boxed().toList());
        for (List<Double> genes : genotypes) {
            Recipe recipe = genome.decode(genes);
            assertThat(RecipeReader.parse(RecipeWriter.write(recipe), name)).isEqualTo(recipe);
            assertThat(genome.encode(recipe).map(genome::decode)).contains(recipe);
            merge(recipe, genes.equals(genotypes.getFirst()));
        }
    }

    /** Five layers are too few for the largest numbers of layers, which is said in words. */
    private static void merge(Recipe recipe, boolean lowest) {
        try {
            assertFinite(Merger.plan(recipe, models));
        } catch (WrongUseException e) {
            assertThat(lowest).as(e.getMessage()).isFalse();
            assertThat(e).hasMessageContaining(" must be at least ");
        }
    }

    private static void assertFinite(MergePlan plan) {
        try (Arena arena = Arena.ofConfined()) {
            for (TensorInfo tensor : plan.tensors()) {
                MemorySegment values =
                        arena.allocate(ValueLayout.JAVA_FLOAT, tensor.shape().elements());
                plan.readFinite(tensor.name(), values);
                for (long i = 0; i < tensor.shape().elements(); i++) {
                    assertThat(Float.isFinite(values.getAtIndex(ValueLayout.JAVA_FLOAT, i)))
                            .isTrue();
                }
            }
        }
    }

    private static ParameterGenome genome(MethodDescriptor method) {
        List<String> experts = EXPERTS.subList(0, Math.min(method.maxModels(), EXPERTS.size()));
        Map<String, ParameterRange> ranges = new LinkedHashMap<>();
        for (ParameterSpec spec : method.parameters()) {
            if (spec.hasEffect()) {
                ranges.put(spec.name(), range(spec, experts.size()));
            }
        }
        ParameterSpace settings =
                new ParameterSpace(
                        List.of(method.name()),
                        new Granularity.Global(),
                        ranges,
                        AroundSpace.NONE,
                        Optional.empty(),
                        Optional.empty());
        return new ParameterGenome(
                settings,
                new ModelFacts(
                        "base",
                        experts,
                        models.checkpoint("base").tensors().stream()
                                .map(TensorInfo::name)
                                .toList()));
    }

    private static ParameterRange range(ParameterSpec spec, int experts) {
        return switch (spec.kind()) {
            case FLAG -> new ParameterRange.Choice(List.of(Argument.of(true), Argument.of(false)));
            case TEXT ->
                    new ParameterRange.Choice(spec.choices().stream().map(Argument::of).toList());
            case NUMBER -> listed(spec, numbers(spec, experts));
            case FILE -> throw new IllegalArgumentException(spec.name());
        };
    }

    /** Three parts of each tensor where a parameter takes lists. */
    private static ParameterRange listed(ParameterSpec spec, ParameterRange range) {
        return spec.takesList() && range instanceof ParameterRange.Gene each
                ? new ParameterRange.Parts(each, 3)
                : range;
    }

    /** Over the values worth trying, else from the lowest allowed one, or a little above 0, on. */
    private static ParameterRange numbers(ParameterSpec spec, int experts) {
        double[] tried =
                spec.tried().stream()
                        .filter(Argument.Number.class::isInstance)
                        .mapToDouble(value -> ((Argument.Number) value).value())
                        .sorted()
                        .distinct()
                        .toArray();
        double low = Math.max(spec.low(), spec.whole() ? 1 : 0.1);
        if (spec.choosesModel()) {
            return ParameterRange.between(low, experts);
        }
        return switch (tried.length) {
            case 0 -> ParameterRange.between(low, Math.min(spec.high(), low + 2));
            case 1 -> ParameterRange.fixed(tried[0]);
            default -> ParameterRange.between(tried[0], tried[tried.length - 1]);
        };
    }
}
