package dev.merganser.evaluators;

import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.data.TestItems;
import dev.merganser.evaluators.task.Classification;
import dev.merganser.evaluators.task.LinearHead;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;

import java.util.Map;
import java.util.random.RandomGeneratorFactory;

/** Random images and heads. */
public final class TestTasks {

    private TestTasks() {}

    /** A task of random 28 x 28 images. */
    public static Task of(String name, int hidden, int classes, int items, long seed) {
        return Classification.task(
                name,
                Map.of(
                        Split.SEARCH, images(items, classes, seed),
                        Split.VALIDATION, images(items / 2, classes, seed + 1)),
                head(hidden, classes, seed));
    }

    /** The items of a task's search split are those of its seed. */
    public static Items images(int count, int classes, long seed) {
        return TestItems.random(count, classes, seed, 28, 28);
    }

    /** The head of a task. */
    public static LinearHead head(int hidden, int classes, long seed) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] weight = new float[classes * hidden];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) random.nextGaussian();
        }
        return LinearHead.of(weight, new float[classes]);
    }
}
