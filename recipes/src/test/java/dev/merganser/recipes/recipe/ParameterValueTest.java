package dev.merganser.recipes.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.recipe.ParameterValue.Rule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ParameterValueTest {

    private static final ParameterValue BY_PART =
            ParameterValue.filtered(
                    Rule.of("self_attn", ParameterValue.gradient(0, 0.5, 0.3, 0.7, 1)),
                    Rule.of("mlp", ParameterValue.of(0.25)),
                    Rule.of("*", ParameterValue.of(0.5)),
                    Rule.of("norm", ParameterValue.of(99)));

    @ParameterizedTest
    @CsvSource({"0, 0", "0.125, 0.25", "0.25, 0.5", "0.5, 0.3", "0.75, 0.7", "1, 1"})
    void aGradientIsLinearBetweenItsValues(double t, double expected) {
        assertThat(ParameterValue.gradient(0, 0.5, 0.3, 0.7, 1).at("x", t))
                .contains(Argument.of(expected));
    }

    @Test
    void aThirdOfTheWayIsTheExactDoubleOfMergekitsRule() {
        double s = 1.0 / 3 * 2;
        assertThat(ParameterValue.gradient(1, 0.7, 0.1).at("x", 1.0 / 3))
                .contains(Argument.of((1 - s) * 1 + s * 0.7));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1})
    void aGradientOfOneValueIsThatValue(double t) {
        assertThat(ParameterValue.gradient(0.7).at("x", t)).contains(Argument.of(0.7));
    }

    @ParameterizedTest
    @CsvSource({
        "layers.1.self_attn.q, 0.5, 0.3",
        "layers.1.self_attn.norm, 0, 0",
        "layers.1.mlp.up, 0.5, 0.25",
        "layers.1.norm, 1, 0.5",
        "embed, 0, 0.5",
    })
    void theFirstMatchingFilterWins(String tensor, double t, double expected) {
        assertThat(BY_PART.at(tensor, t)).contains(Argument.of(expected));
    }

    @Test
    void whereNoFilterMatchesThereIsNoValue() {
        var onlyMlp = ParameterValue.filtered(Rule.of("mlp", ParameterValue.of(1)));
        assertThat(onlyMlp.at("norm", 0)).isEmpty();
    }

    @Test
    void aStarIsTheSameAsNoFilter() {
        assertThat(Rule.of("*", ParameterValue.of(1)))
                .isEqualTo(Rule.otherwise(ParameterValue.of(1)));
    }

    @Test
    void numbersAreFiniteAndZeroHasNoSign() {
        assertThatThrownBy(() -> ParameterValue.of(Double.NaN))
                .hasMessage("A number must be finite, found NaN");
        assertThatThrownBy(() -> ParameterValue.gradient(1, Double.POSITIVE_INFINITY))
                .hasMessage("A number must be finite, found Infinity");
        assertThatThrownBy(() -> new ParameterValue.Gradient(List.of()))
                .hasMessage("A gradient needs at least one value, found 0");
        assertThat(ParameterValue.of(-0.0)).isEqualTo(ParameterValue.of(0.0));
    }

    @Test
    void whereAParameterTakesListsAListIsNoGradient() {
        ParameterSpec number = ParameterSpec.number("w", Scope.MODEL, "");
        Argument list = new Argument.Numbers(List.of(0.0, 0.5, 0.3, 0.7, 1.0));
        assertThat(BY_PART.at(number.orList(), "self_attn", 0.5)).contains(list);
        assertThat(BY_PART.at(number, "self_attn", 0.5)).contains(Argument.of(0.3));
        assertThat(BY_PART.at(number.orList(), "mlp", 0.5)).contains(Argument.of(0.25));
        assertThat(ParameterValue.of(list)).isEqualTo(ParameterValue.gradient(0, 0.5, 0.3, 0.7, 1));
    }
}
