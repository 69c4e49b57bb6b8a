package dev.merganser.evaluators.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.FloatVectors;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.recipes.tensor.Shape;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/** Pairs of plane vectors: row 2i and row 2i + 1 are item i. */
class ContrastiveLossTest {

    private static final Offset<Double> NEAR = within(1e-9);

    private record Plane(int items, BiPredicate<Integer, Integer> known) implements Reading {
        @Override
        public List<Place> places(int item) {
            return List.of(new Place(2 * item, 0, NO_LABEL), new Place(2 * item + 1, 0, NO_LABEL));
        }

        @Override
        public OptionalInt classes() {
            return OptionalInt.empty();
        }

        @Override
        public double[] read(Output output, int row, int length, Place place) {
            return FloatVectors.read(output.floats(), 2L * row, 2);
        }

        @Override
        public void pull(
                double[] gradient, Output o, int row, int length, Place place, MemorySegment into) {
            FloatVectors.add(gradient, into, 2L * row);
        }

        @Override
        public boolean suits(int item, int other) {
            return item == other || known.test(item, other);
        }
    }

    private static double loss(
            BiPredicate<Integer, Integer> known, double temperature, float... vectors) {
        int items = vectors.length / 4;
        int[] all = IntStream.range(0, items).toArray();
        int[] rows = IntStream.range(0, 2 * items).toArray();
        var loss = new ContrastiveLoss("v", new Plane(items, known), all, temperature, 1);
        return loss.backward(
                new Batch(rows, 1, Map.of()),
                Map.of("v", LossRoom.output(Shape.of(2L * items, 2), vectors)),
                Map.of());
    }

    @Test
    void twoPairsAtRightAngles() {
        double found = loss((_, _) -> false, 1, 1, 0, 1, 0, 0, 1, 0, 1);
        // each text finds its partner at 1 beside one at 0
        assertThat(found).isCloseTo(2 * Math.log(1 + Math.exp(-1)), NEAR);
    }

    @Test
    void temperatureSharpens() {
        double found = loss((_, _) -> false, .1, 1, 0, 1, 0, 0, 1, 0, 1);
        assertThat(found).isCloseTo(2 * Math.log(1 + Math.exp(-10)), NEAR);
    }

    @Test
    void bothWaysCountHalf() {
        // a0·b0 = 1, a0·b1 = 0, a1·b0 = 1, a1·b1 = 1
        double found = loss((_, _) -> false, 1, 1, 0, 1, 0, 1, 1, 0, 1);
        double forth = Math.log(1 + Math.exp(-1)) + Math.log(2);
        double back = Math.log(2) + Math.log(1 + Math.exp(-1));
        assertThat(found).isCloseTo((forth + back) / 2, NEAR);
    }

    @Test
    void aPartnerThatIsKnownToFitIsNoCounterexample() {
        double found = loss((item, other) -> item == 0 && other == 1, 1, 1, 0, 1, 0, 1, 1, 0, 1);
        // a0 has no counterexample left, and neither has b1
        assertThat(found).isCloseTo((Math.log(2) + Math.log(2)) / 2, NEAR);
    }

    @Test
    void onePairAloneHasNothingToLose() {
        assertThat(loss((_, _) -> false, 1, 1, 0, .6f, .8f)).isZero();
    }
}
