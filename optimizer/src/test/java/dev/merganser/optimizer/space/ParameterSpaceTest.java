package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.MergeSpaces.SUBLAYER;
import static dev.merganser.optimizer.space.MergeSpaces.genome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class ParameterSpaceTest {

    @Test
    void filesToChooseFromAreFilesOfTheSpaceToo() {
        var choice = new ParameterRange.Choice(List.of(Argument.of("a"), Argument.of("b")));
        assertThat(ParameterSpace.of(SUBLAYER, "fisher").with("statistics", choice).files())
                .containsExactly("a", "b");
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
}
