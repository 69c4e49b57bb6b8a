package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ArgumentsTest {
    private static final MethodDescriptor METHOD =
            MethodDescriptor.of(
                    "example",
                    "An example",
                    "none",
                    BaseUse.REQUIRED,
                    List.of(
                            ParameterSpec.number("weight", Scope.MODEL, "share"),
                            ParameterSpec.number("density", Scope.MODEL, "kept")
                                    .between(0, 1)
                                    .orElse(1),
                            ParameterSpec.number("lambda", Scope.GLOBAL, "factor").orElse(1),
                            ParameterSpec.flag("normalize", Scope.GLOBAL, "divide").orElse(true),
                            ParameterSpec.text(
                                            "vote", Scope.GLOBAL, List.of("sum", "count"), "sign")
                                    .orElse("sum")));

    @Test
    void defaultsFillWhatTheRecipeLeavesOut() {
        Arguments arguments = resolve(Map.of(), Map.of("weight", Argument.of(0.3)));
        assertThat(arguments.number("weight", 0)).isEqualTo(0.3);
        assertThat(arguments.number("density", 0)).isEqualTo(1);
        assertThat(arguments.number("lambda")).isEqualTo(1);
        assertThat(arguments.flag("normalize")).isTrue();
        assertThat(arguments.text("vote")).isEqualTo("sum");
    }

    @Test
    void aGlobalValueHoldsForEveryModelThatGivesNone() {
        Arguments arguments =
                Arguments.resolve(
                        METHOD,
                        Map.of("weight", Argument.of(0.5)),
                        List.of(Map.of(), Map.of("weight", Argument.of(-2.0))));
        assertThat(arguments.doubles("weight")).containsExactly(0.5, -2);
    }

    @Test
    void anUnknownKeyNamesTheNearestKnownOne() {
        refused(Map.of("weihgt", Argument.of(1.0)), Map.of())
                .hasMessageContaining("has no parameter 'weihgt'")
                .hasMessageContaining("Did you mean 'weight'?");
    }

    @Test
    void aMissingValueIsRefused() {
        refused(Map.of(), Map.of())
                .hasMessage(
                        "Merge method 'example' needs parameter 'weight' of model 1: a finite"
                                + " number; found none.");
    }

    @Test
    void aValueOutOfRangeIsQuoted() {
        refused(Map.of(), Map.of("weight", Argument.of(1.0), "density", Argument.of(1.5)))
                .hasMessage(
                        "Parameter 'density' of model 1 must be a finite number from 0 to 1, found"
                                + " 1.5.");
    }

    @Test
    void notANumberIsOutOfEveryRange() {
        refused(Map.of(), Map.of("weight", Argument.of(Double.NaN))).hasMessageContaining("NaN");
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        refused(Map.of("normalize", Argument.of(1.0)), Map.of("weight", Argument.of(1.0)))
                .hasMessage("Parameter 'normalize' must be true or false, found 1.");
        refused(Map.of("vote", Argument.of("mean")), Map.of("weight", Argument.of(1.0)))
                .hasMessage("Parameter 'vote' must be one of sum, count, found 'mean'.");
    }

    @Test
    void aGlobalParameterAtOneModelIsRefused() {
        refused(Map.of(), Map.of("weight", Argument.of(1.0), "lambda", Argument.of(1.0)))
                .hasMessageContaining("one value for all models");
    }

    private static Arguments resolve(Map<String, Argument> global, Map<String, Argument> model) {
        return Arguments.resolve(METHOD, global, List.of(model));
    }

    private static AbstractThrowableAssert<?, ?> refused(
            Map<String, Argument> global, Map<String, Argument> model) {
        return assertThatThrownBy(() -> resolve(global, model))
                .isInstanceOf(WrongUseException.class);
    }

    @Test
    void aWholeNumberHasNoFraction() {
        ParameterSpec steps = ParameterSpec.whole("steps", Scope.GLOBAL, "turns").between(1, 9);
        assertThat(steps.complaint(Argument.of(3))).isEmpty();
        assertThat(steps.complaint(Argument.of(3.5)))
                .contains("must be a whole number from 1 to 9, found 3.5");
    }
}
