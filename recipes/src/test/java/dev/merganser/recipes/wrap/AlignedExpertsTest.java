package dev.merganser.recipes.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.recipe.Alignment;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.CompeftSettings;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.Recipe;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Map;
import java.util.stream.Stream;

/** What merges permuted experts as if they had not been permuted. */
class AlignedExpertsTest {

    private static final Family FAMILY = Family.drawn();
    private static final Family PERMUTED =
            FAMILY.with("expert1", permuted("expert1", 5)).with("expert3", permuted("expert3", 2));

    /** The hidden units of each layer, moved on in a circle. */
    private static Map<String, float[]> permuted(String model, int by) {
        Map<String, float[]> values = FAMILY.values(model);
        values.replaceAll(
                (name, tensor) ->
                        name.contains("up_proj")
                                ? moved(tensor, 13, 6, by, true)
                                : name.contains("down_proj")
                                        ? moved(tensor, 6, 13, by, false)
                                        : tensor);
        return values;
    }

    private static float[] moved(float[] values, int rows, int columns, int by, boolean byRows) {
        float[] moved = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int row = byRows ? (i + by) % rows : i;
                int column = byRows ? j : (j + by) % columns;
                moved[row * columns + column] = values[i * columns + j];
            }
        }
        return moved;
    }

    static Stream<String> methods() {
        return Family.methods();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodGetsExpertsInTheOrderOfTheBase(String method) {
        Recipe recipe = Family.recipe(method);
        assertSame(
                PERMUTED.merged(recipe.withAround(AroundMethod.NONE.withAlign(Alignment.REBASIN))),
                FAMILY.merged(recipe));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void alignmentComesBeforeCompressionAndScaling(String method) {
        AroundMethod both =
                AroundMethod.NONE
                        .withCompress(new CompeftSettings(.5, 1))
                        .withLines(new LinesSettings(.5, .5));
        Recipe recipe = Family.recipe(method);
        assertSame(
                PERMUTED.merged(recipe.withAround(both.withAlign(Alignment.REBASIN))),
                FAMILY.merged(recipe.withAround(both)));
    }

    private static void assertSame(Map<String, float[]> found, Map<String, float[]> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
    }
}
