package dev.merganser.recipes.rebasin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class MatchingTest {

    private static final int INPUTS = 3;

    /** A hidden layer of five units, one axis of rows, one of columns and a bias. */
    private static final Units FIVE =
            new Units(
                    "mlp.",
                    List.of(
                            new Axis("up", false, 0, 1),
                            new Axis("bias", true, 0, 1),
                            new Axis("down", true, 0, 1)),
                    5,
                    List.of(),
                    1);

    /** From an independent numpy implementation of the paper. */
    @Test
    void theWorkedExampleIsFoundInOneAssignment() {
        TestCheckpoint base = layer(1, 5);
        int[] applied = {3, 0, 4, 1, 2};
        assertThat(new Matching(base, permuted(base, applied)).of(FIVE).units())
                .containsExactly(1, 3, 4, 0, 2);
    }

    @Test
    void noOtherOrderHasALargerSumOfProducts() {
        for (int seed = 0; seed < 20; seed++) {
            TestCheckpoint base = layer(10 * seed, 5);
            TestCheckpoint expert = layer(10 * seed + 5, 5);
            int[] found = new Matching(base, expert).of(FIVE).units();
            double best = gain(base, expert, found);
            for (int[] other : orders(5)) {
                assertThat(gain(base, expert, other)).isLessThanOrEqualTo(best + 1e-9);
            }
        }
    }

    @Test
    void equalModelsKeepTheirOrderEvenWhereUnitsAreEqual() {
        TestCheckpoint base =
                new TestCheckpoint()
                        .with("up", DType.F32, Shape.of(5, INPUTS), new float[15])
                        .with("bias", 1, 1, 1, 0, 0)
                        .with("down", DType.F32, Shape.of(INPUTS, 5), new float[15]);
        assertThat(new Matching(base, base).of(FIVE).isIdentity()).isTrue();
    }

    @Test
    void whatIsNotFiniteIsLeftAsItIs() {
        TestCheckpoint base = layer(1, 5);
        TestCheckpoint expert = permuted(base, new int[] {3, 0, 4, 1, 2});
        expert.with("bias", 1, Float.NaN, 0, 0, 0);
        assertThat(new Matching(base, expert).of(FIVE).isIdentity()).isTrue();
    }

    /** Groups move with what they share, and units within their group: 2 · 2!² · … of 4! orders. */
    @Test
    void groupsOfHeadsMoveWithTheKeysThatTheyShare() {
        var units =
                new Units(
                        "attention.",
                        List.of(new Axis("up", false, 0, 1), new Axis("down", true, 0, 1)),
                        4,
                        List.of(new Axis("key", false, 0, 1)),
                        2);
        for (int seed = 0; seed < 20; seed++) {
            TestCheckpoint base = grouped(10 * seed);
            TestCheckpoint expert = grouped(10 * seed + 5);
            Matching.Order found = new Matching(base, expert).of(units);
            double best = grouped(base, expert, found.units(), found.shared());
            for (int[] shared : orders(2)) {
                for (int[] order : orders(4)) {
                    if (order[0] / 2 == shared[0] && order[1] / 2 == shared[0]) {
                        assertThat(grouped(base, expert, order, shared))
                                .isLessThanOrEqualTo(best + 1e-9);
                    }
                }
            }
            assertThat(found.units()[0] / 2).isEqualTo(found.shared()[0]);
            assertThat(found.units()).containsExactlyInAnyOrder(0, 1, 2, 3);
        }
    }

    private static TestCheckpoint grouped(int seed) {
        return new TestCheckpoint()
                .with("up", DType.F32, Shape.of(4, INPUTS), TestCheckpoint.random(seed, 12))
                .with("down", DType.F32, Shape.of(INPUTS, 4), TestCheckpoint.random(seed + 1, 12))
                .with("key", DType.F32, Shape.of(2, INPUTS), TestCheckpoint.random(seed + 2, 6));
    }

    private static double grouped(
            TestCheckpoint base, TestCheckpoint expert, int[] order, int[] shared) {
        return rows(base, expert, "up", order)
                + columns(base, expert, order)
                + rows(base, expert, "key", shared);
    }

    private static TestCheckpoint layer(int seed, int units) {
        return new TestCheckpoint()
                .with(
                        "up",
                        DType.F32,
                        Shape.of(units, INPUTS),
                        TestCheckpoint.random(seed, units * INPUTS))
                .with("bias", TestCheckpoint.random(seed + 1, units))
                .with(
                        "down",
                        DType.F32,
                        Shape.of(INPUTS, units),
                        TestCheckpoint.random(seed + 2, units * INPUTS));
    }

    /** Unit i is unit {@code order[i]} of the base. */
    private static TestCheckpoint permuted(TestCheckpoint base, int[] order) {
        float[] up = base.tensor("up").floats();
        float[] bias = base.tensor("bias").floats();
        float[] down = base.tensor("down").floats();
        float[] newUp = new float[up.length];
        float[] newBias = new float[bias.length];
        float[] newDown = new float[down.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(up, order[i] * INPUTS, newUp, i * INPUTS, INPUTS);
            newBias[i] = bias[order[i]];
            for (int row = 0; row < INPUTS; row++) {
                newDown[row * order.length + i] = down[row * order.length + order[i]];
            }
        }
        return new TestCheckpoint()
                .with("up", DType.F32, Shape.of(order.length, INPUTS), newUp)
                .with("bias", newBias)
                .with("down", DType.F32, Shape.of(INPUTS, order.length), newDown);
    }

    private static double gain(TestCheckpoint base, TestCheckpoint expert, int[] order) {
        double sum = rows(base, expert, "up", order) + columns(base, expert, order);
        for (int i = 0; i < order.length; i++) {
            sum +=
                    (double) base.tensor("bias").floats()[i]
                            * expert.tensor("bias").floats()[order[i]];
        }
        return sum;
    }

    private static double rows(
            TestCheckpoint base, TestCheckpoint expert, String name, int[] order) {
        float[] ours = base.tensor(name).floats();
        float[] theirs = expert.tensor(name).floats();
        double sum = 0;
        for (int i = 0; i < order.length; i++) {
            for (int j = 0; j < INPUTS; j++) {
                sum += (double) ours[i * INPUTS + j] * theirs[order[i] * INPUTS + j];
            }
        }
        return sum;
    }

    private static double columns(TestCheckpoint base, TestCheckpoint expert, int[] order) {
        float[] ours = base.tensor("down").floats();
        float[] theirs = expert.tensor("down").floats();
        double sum = 0;
        for (int row = 0; row < INPUTS; row++) {
            for (int i = 0; i < order.length; i++) {
                sum +=
                        (double) ours[row * order.length + i]
                                * theirs[row * order.length + order[i]];
            }
        }
        return sum;
    }

    private static List<int[]> orders(int count) {
        List<int[]> all = new ArrayList<>();
        extend(new int[count], 0, all);
        return all;
    }

    private static void extend(int[] order, int length, List<int[]> all) {
        if (length == order.length) {
            all.add(order.clone());
            return;
        }
        for (int next = 0; next < order.length; next++) {
            boolean used = false;
            for (int i = 0; i < length; i++) {
                used |= order[i] == next;
            }
            if (!used) {
                order[length] = next;
                extend(order, length + 1, all);
            }
        }
    }
}
