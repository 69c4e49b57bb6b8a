package dev.merganser.evaluators.data;

import dev.merganser.recipes.tensor.Shape;

import java.util.random.RandomGeneratorFactory;

/** Items made up for tests. */
public final class TestItems {

    private TestItems() {}

    /** Uniform values in [0, 1) and labels below a bound. */
    public static Items random(int count, int classes, long seed, long... shape) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Shape itemShape = Shape.of(shape);
        float[] values = new float[(int) (count * itemShape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return of(itemShape, values, random.ints(count, 0, classes).toArray());
    }

    /** Items of these values. */
    public static Items of(Shape shape, float[] values, int... labels) {
        return Items.of(shape, values, labels.length, new Answers.Classes(labels.clone()));
    }
}
