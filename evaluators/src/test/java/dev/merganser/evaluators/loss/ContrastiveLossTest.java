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
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/** Pairs of plane vectors: row 2i and row 2i + 1 are item i. */
class ContrastiveLossTest {

    private static final Offset<Double> NEAR = within(1e-9);
    private static final double HALF = Math.sqrt(.5);

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
        MemorySegment gradient = MemorySegment.ofArray(new float[vectors.length]);
        return loss(known, temperature, gradient, vectors);
    }

    private static double loss(
            BiPredicate<Integer, Integer> known,
            double temperature,
            MemorySegment gradient,
            float... vectors) {
        int items = vectors.length / 4;
        int[] all = IntStream.range(0, items).toArray();
        int[] rows = IntStream.range(0, 2 * items).toArray();
        var loss = new ContrastiveLoss("v", new Plane(items, known), all, temperature, 1);
        return loss.backward(
                new Batch(rows, 1, Map.of()),
                Map.of("v", LossRoom.output(Shape.of(2L * items, 2), vectors)),
                Map.of("v", gradient));
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
        // a0·b0 = 1, a0·b1 = 0, a1·b0 = √½, a1·b1 = √½
        double found = loss((_, _) -> false, 1, 1, 0, 1, 0, 1, 1, 0, 1);
        double forth = Math.log(1 + Math.exp(-1)) + Math.log(2);
        double back = Math.log(1 + Math.exp(HALF - 1)) + Math.log(1 + Math.exp(-HALF));
        assertThat(found).isCloseTo((forth + back) / 2, NEAR);
    }

    @Test
    void aPartnerThatIsKnownToFitIsNoCounterexample() {
        double found = loss((item, other) -> item == 0 && other == 1, 1, 1, 0, 1, 0, 1, 1, 0, 1);
        // a0 has no counterexample left, and neither has b1
        double back = Math.log(1 + Math.exp(HALF - 1));
        assertThat(found).isCloseTo((Math.log(2) + back) / 2, NEAR);
    }

    @Test
    void onePairAloneHasNothingToLose() {
        assertThat(loss((_, _) -> false, 1, 1, 0, .6f, .8f)).isZero();
    }

    @Test
    void lengthsOfVectorsDoNotCount() {
        double unit = loss((_, _) -> false, .1, 1, 0, .6f, .8f, 0, 1, .8f, .6f);
        double scaled = loss((_, _) -> false, .1, 3, 0, 6, 8, 0, .5f, 80, 60);
        assertThat(scaled).isCloseTo(unit, within(1e-6));
    }

    @Test
    void gradientsAreAcrossVectorsOfAnyLength() {
        float[] vectors = {3, 1, 2, -1, .5f, 2, 1, 1, -1, 2, 0, 3};
        MemorySegment gradient = MemorySegment.ofArray(new float[vectors.length]);
        loss((_, _) -> false, .7, gradient, vectors);
        for (int i = 0; i < vectors.length; i++) {
            float[] more = vectors.clone();
            float[] less = vectors.clone();
            more[i] += 1 / 128f;
            less[i] -= 1 / 128f;
            double difference =
                    64 * (loss((_, _) -> false, .7, more) - loss((_, _) -> false, .7, less));
            assertThat((double) gradient.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                    .isCloseTo(difference, within(1e-3));
        }
    }
}
