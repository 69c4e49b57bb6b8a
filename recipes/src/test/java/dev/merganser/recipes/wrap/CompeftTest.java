package dev.merganser.recipes.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.CompeftSettings;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class CompeftTest {

    private static final Family FAMILY = Family.drawn();

    /** From an independent numpy implementation: population deviation, stable order. */
    @Test
    void theWorkedExample() {
        float[] vector = {1, 2, 0, -1, 0, 3, 1, 0, 2, -1, 1, 0, 0, 0, 1, 2};
        double s = 1.1022;
        assertThat(compressed(.25, 1, vector))
                .containsExactly(
                        new double[] {0, s, 0, 0, 0, s, 0, 0, s, 0, 0, 0, 0, 0, 0, s},
                        within(5e-5));
    }

    @Test
    void theWorkersOfTheMergeAndNoOthersMeasureTheExperts() {
        List<Integer> asked = new ArrayList<>();
        MergeTensor tensor =
                ArrayMerge.of("task_arithmetic")
                        .base(0, 0)
                        .model(1, 2)
                        .model(3, 4)
                        .tensor()
                        .withWorkers(
                                (count, task) -> {
                                    asked.add(count);
                                    Workers.CALLER.forEach(count, task);
                                });
        Compeft.of(new CompeftSettings(.5, 1), List.of(tensor));
        assertThat(asked).containsExactly(2);
    }

    @Test
    void signsAreKeptAndAlphaMultiplies() {
        double deviation = Math.sqrt((9 + 4 + 1) / 4.0 - .25);
        assertThat(compressed(.5, 3, -3, 2, 0, -1))
                .containsExactly(new double[] {-3 * deviation, 3 * deviation, 0, 0}, within(1e-6));
    }

    /** Of four elements of magnitude 1 the first two are kept, which lie in two tensors. */
    @Test
    void ofEqualMagnitudesTheFirstInTheOrderOfTheFileAreKept() {
        assertThat(compressed(.5, 1, 1, -1, 1, -1)).containsExactly(1, -1, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "0.5, 2", "0.49, 1", "0.01, 1"})
    void theNumberOfKeptElementsIsRoundedDownButNotToNone(double density, int kept) {
        double[] values = compressed(density, 1, 1, 2, 3, 4);
        assertThat(IntStream.range(0, 4).filter(i -> values[i] != 0)).hasSize(kept);
    }

    @Test
    void anExpertThatIsTheBaseStaysSo() {
        assertThat(compressed(.5, 1, 0, 0, 0, 0)).containsExactly(0, 0, 0, 0);
    }

    static Stream<String> methods() {
        return Family.methods();
    }

    /** Whether an expert is compressed by the recipe or before makes no difference to a bit. */
    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodGetsCompressedExperts(String method) {
        var settings = new CompeftSettings(.3, 2);
        Family before = FAMILY;
        for (String expert : List.of("expert1", "expert2", "expert3")) {
            before = before.with(expert, plain(settings, expert));
        }
        Recipe recipe = Family.recipe(method);
        Map<String, float[]> expected = before.merged(recipe);
        AroundMethod around = AroundMethod.NONE.withCompress(settings);
        FAMILY.merged(recipe.withAround(around))
                .forEach((name, values) -> assertThat(values).isEqualTo(expected.get(name)));
        var lines = new LinesSettings(.5, .5);
        Map<String, float[]> scaled =
                before.merged(recipe.withAround(AroundMethod.NONE.withLines(lines)));
        FAMILY.merged(recipe.withAround(around.withLines(lines)))
                .forEach((name, values) -> assertThat(values).isEqualTo(scaled.get(name)));
    }

    @Test
    void whatIsNotFiniteIsRefusedWithItsPlace() {
        var base = new TestCheckpoint().with("x", 1, 2);
        var expert = new TestCheckpoint().with("x", 1, Float.NaN);
        var plan =
                Merger.plan(
                        recipe(new CompeftSettings(.5, 1)),
                        Models.of(Map.of("base", base, "expert", expert)));
        assertThatThrownBy(() -> plan.writeTensor("x", MemorySegment.ofArray(new byte[8])))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("'x'")
                .hasMessageContaining("NaN");
    }

    private static Recipe recipe(CompeftSettings settings) {
        return Recipe.of("linear", List.of(ModelEntry.of("expert")))
                .withBaseModel("base")
                .withParameters(Parameters.NONE.with("weight", 1))
                .withAround(AroundMethod.NONE.withCompress(settings));
    }

    /** The compressed form of a task vector that is cut into two tensors. */
    private static double[] compressed(double density, double alpha, float... vector) {
        int half = vector.length / 2;
        var base = new TestCheckpoint().with("a", new float[half]).with("b", new float[half]);
        var expert =
                new TestCheckpoint()
                        .with("a", part(vector, 0, half))
                        .with("b", part(vector, half, half));
        var plan =
                Merger.plan(
                        recipe(new CompeftSettings(density, alpha)),
                        Models.of(Map.of("base", base, "expert", expert)));
        MemorySegment out = MemorySegment.ofArray(new byte[vector.length * Float.BYTES]);
        plan.read("a", out.asSlice(0, (long) half * Float.BYTES));
        plan.read("b", out.asSlice((long) half * Float.BYTES));
        float[] values = out.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static float[] part(float[] values, int from, int count) {
        float[] part = new float[count];
        System.arraycopy(values, from, part, 0, count);
        return part;
    }

    /** The slow, obvious way: sort the whole task vector, keep the first. */
    private static Map<String, float[]> plain(CompeftSettings settings, String expert) {
        Map<String, float[]> base = FAMILY.values("base");
        List<Float> vector = new ArrayList<>();
        FAMILY.values(expert)
                .forEach(
                        (name, values) -> {
                            for (int i = 0; i < values.length; i++) {
                                vector.add(values[i] - base.get(name)[i]);
                            }
                        });
        double step = settings.alpha() * deviation(vector);
        List<Integer> kept =
                IntStream.range(0, vector.size())
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(vector.get(i))))
                        .limit((long) (settings.density() * vector.size()))
                        .toList();
        Map<String, float[]> compressed = new LinkedHashMap<>();
        int start = 0;
        for (var entry : base.entrySet()) {
            float[] values = entry.getValue().clone();
            for (int i = 0; i < values.length; i++) {
                boolean isKept = kept.contains(start + i);
                float sign = isKept ? Math.signum(vector.get(start + i)) : 0;
                values[i] = (float) (values[i] + step * sign);
            }
            start += values.length;
            compressed.put(entry.getKey(), values);
        }
        return compressed;
    }

    private static double deviation(List<Float> vector) {
        double mean = vector.stream().mapToDouble(x -> x).average().orElseThrow();
        return Math.sqrt(
                vector.stream().mapToDouble(x -> (x - mean) * (x - mean)).average().orElseThrow());
    }
}
