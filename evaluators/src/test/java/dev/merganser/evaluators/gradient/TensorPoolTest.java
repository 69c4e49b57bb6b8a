package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class TensorPoolTest {

    private static final List<Shape> SHAPES =
            List.of(Shape.of(), Shape.of(0), Shape.of(13), Shape.of(13, 1), Shape.of(4, 3, 17));

    private final TensorPool pool = new TensorPool(SessionFactory.of(new Provider.Cpu()));

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aTensorThatIsGivenBackTwiceIsLentOnce() {
        TensorPool.Lent tensor = pool.take("t", Shape.of(2, 3));
        tensor.close();
        tensor.close();
        assertThat(pool.take("t", Shape.of(2, 3))).isSameAs(tensor);
        assertThat(pool.take("t", Shape.of(2, 3))).isNotSameAs(tensor);
    }

    @Test
    void aTensorThatIsGivenBackIsLentInAnotherShapeOfItsSize() {
        TensorPool.Lent tensor = pool.take("t", Shape.of(2, 3));
        long address = tensor.floats().address();
        tensor.close();
        TensorPool.Lent other = pool.take("t", Shape.of(3, 2));
        assertThat(other.floats().address()).isEqualTo(address);
        assertThat(other.value().shape()).isEqualTo(Shape.of(3, 2));
        tensor.close();
        assertThat(pool.take("t", Shape.of(2, 3)).floats().address()).isNotEqualTo(address);
    }

    @Test
    void whatIsLentIsNobodyElses() {
        for (long seed = 0; seed < 20; seed++) {
            takeAndGiveBack(seed);
        }
    }

    private void takeAndGiveBack(long seed) {
        var random = new Random(seed);
        List<TensorPool.Lent> lent = new ArrayList<>();
        List<Float> marks = new ArrayList<>();
        for (int turn = 0; turn < 100; turn++) {
            if (lent.isEmpty() || random.nextInt(5) < 3) {
                TensorPool.Lent tensor = pool.take("t", SHAPES.get(random.nextInt(SHAPES.size())));
                fill(tensor, turn);
                lent.add(tensor);
                marks.add((float) turn);
            } else {
                int index = random.nextInt(lent.size());
                assertHolds(lent.get(index), marks.remove(index), seed);
                lent.remove(index).close();
            }
        }
        for (int i = 0; i < lent.size(); i++) {
            assertHolds(lent.get(i), marks.get(i), seed);
        }
        lent.forEach(TensorPool.Lent::close);
    }

    private static void fill(TensorPool.Lent tensor, float mark) {
        for (long i = 0; i < tensor.value().shape().elements(); i++) {
            tensor.floats().setAtIndex(ValueLayout.JAVA_FLOAT, i, mark);
        }
    }

    private static void assertHolds(TensorPool.Lent tensor, float mark, long seed) {
        for (float value : tensor.value().floats()) {
            assertThat(value).as("seed %d", seed).isEqualTo(mark);
        }
    }
}
