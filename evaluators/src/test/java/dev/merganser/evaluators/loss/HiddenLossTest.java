package dev.merganser.evaluators.loss;

import static dev.merganser.evaluators.loss.LossRoom.images;
import static dev.merganser.evaluators.loss.LossRoom.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.runtime.Output;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class HiddenLossTest {

    @TempDir private Path folder = Path.of("");

    private static final int HIDDEN = 6;

    @Test
    void statesMustBelongToRowsOrTokens() throws IOException {
        TaskLoss loss = states(folder, TestLosses.of(LossTerm.HIDDEN).heldOut(0).draws(8, 1));
        try (Minibatches draw = loss.draw(0)) {
            Minibatch batch = draw.list().getFirst();
            Output other = LossRoom.random(Shape.of(2L * batch.batch().count(), HIDDEN), 1);
            BatchLoss hidden = loss.loss(batch, all(loss, other));
            assertThatThrownBy(() -> LossRoom.value(hidden, batch, all(loss, other)))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessageContaining("the loss 'hidden' needs states [batch, …]");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void statesOfPaddingDoNotCount(boolean together) throws IOException {
        TaskLoss loss = states(folder, TestLosses.of(LossTerm.HIDDEN).heldOut(0).draws(8, 1));
        try (Minibatches draw = loss.draw(0)) {
            Minibatch batch = draw.list().getFirst();
            long count = batch.batch().count();
            long length = batch.batch().length();
            Shape shape =
                    together ? Shape.of(count * length, HIDDEN) : Shape.of(count, length, HIDDEN);
            float[] ones = new float[(int) shape.elements()];
            Arrays.fill(ones, 1);
            Output taught = LossRoom.output(shape, new float[ones.length]);
            BatchLoss hidden = loss.loss(batch, all(loss, taught));
            Map<String, Output> at = all(loss, LossRoom.output(shape, ones));
            // every difference is 1, however long a text is
            assertThat(LossRoom.value(hidden, batch, at)).isCloseTo(5, within(1e-12));
            float[] gradient =
                    LossRoom.gradients(hidden, batch, at).get(loss.taught().iterator().next());
            long padding =
                    IntStream.range(0, gradient.length).filter(i -> gradient[i] == 0).count();
            assertThat(padding).isPositive().isLessThan(gradient.length);
        }
    }

    @Test
    void statesOfImagesMayHaveTheirPatchesInOneDimensionWithTheBatch() {
        TaskLoss loss = images(20, TestLosses.of(LossTerm.HIDDEN));
        try (Minibatches draw = loss.draw(0)) {
            Minibatch batch = draw.list().getFirst();
            long count = batch.batch().count();
            assertThat(count).isGreaterThan(1);
            Shape apart = Shape.of(count, 9, HIDDEN);
            Shape together = Shape.of(9 * count, HIDDEN);
            double value = value(loss, batch, apart);
            assertThat(value).isPositive();
            assertThat(value(loss, batch, together)).isEqualTo(value);
        }
    }

    /** The loss of random states of one shape. */
    private static double value(TaskLoss loss, Minibatch batch, Shape shape) {
        return LossRoom.value(
                loss.loss(batch, all(loss, LossRoom.random(shape, 1))),
                batch,
                all(loss, LossRoom.random(shape, 2)));
    }

    private static Map<String, Output> all(TaskLoss loss, Output value) {
        return loss.taught().stream().collect(Collectors.toMap(name -> name, _ -> value));
    }
}
