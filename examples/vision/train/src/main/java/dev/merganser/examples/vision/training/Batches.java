package dev.merganser.examples.vision.training;

import static dev.merganser.examples.vision.data.LabelledImages.PIXELS;
import static dev.merganser.examples.vision.data.LabelledImages.SIDE;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import dev.merganser.examples.vision.data.LabelledImages;
import dev.merganser.examples.vision.data.Shuffle;

import java.util.random.RandomGenerator;

/** An endless row of training batches: a new shuffle at each pass, the rest of a pass dropped. */
final class Batches {

    record Batch(NDArray images, NDArray labels) {}

    private final LabelledImages images;
    private final int size;
    private final Augmentation augmentation;
    private final RandomGenerator random;
    private int[] order;
    private int next;

    Batches(LabelledImages images, int size, Augmentation augmentation, long seed) {
        if (images.count() < size) {
            throw new IllegalArgumentException(
                    "A batch of %d needs as many images, found %d".formatted(size, images.count()));
        }
        this.images = images;
        this.size = size;
        this.augmentation = augmentation;
        this.random = Shuffle.generator(seed);
        this.order = new int[images.count()];
        this.next = order.length;
    }

    Batch next(NDManager manager) {
        if (next + size > order.length) {
            order = Shuffle.order(order.length, random);
            next = 0;
        }
        float[] pixels = new float[size * PIXELS];
        int[] labels = new int[size];
        float[] image = new float[PIXELS];
        for (int i = 0; i < size; i++) {
            int index = order[next++];
            images.copyTo(index, image, 0);
            augmentation.apply(image, random);
            System.arraycopy(image, 0, pixels, i * PIXELS, PIXELS);
            labels[i] = images.label(index);
        }
        return new Batch(
                manager.create(pixels, new Shape(size, SIDE, SIDE)), manager.create(labels));
    }
}
