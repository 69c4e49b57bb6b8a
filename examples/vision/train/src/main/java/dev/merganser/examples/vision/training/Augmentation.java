package dev.merganser.examples.vision.training;

import static dev.merganser.examples.vision.data.LabelledImages.PIXELS;
import static dev.merganser.examples.vision.data.LabelledImages.SIDE;

import java.util.random.RandomGenerator;

/** Random changes of a training image that keep its class. */
public enum Augmentation {
    /** The image as it is. */
    NONE {
        @Override
        void apply(float[] image, RandomGenerator random) {}
    },
    /** Shifted by at most one pixel each way, and mirrored half of the time. */
    SHIFT_AND_MIRROR {
        @Override
        void apply(float[] image, RandomGenerator random) {
            int down = random.nextInt(-1, 2);
            int right = random.nextInt(-1, 2);
            boolean mirror = random.nextBoolean();
            float[] source = image.clone();
            for (int i = 0; i < PIXELS; i++) {
                int y = i / SIDE - down;
                int x = i % SIDE - right;
                boolean inside = y >= 0 && y < SIDE && x >= 0 && x < SIDE;
                image[i] = inside ? source[y * SIDE + (mirror ? SIDE - 1 - x : x)] : 0f;
            }
        }
    };

    /** Changes {@code [28, 28]} pixels in place. */
    abstract void apply(float[] image, RandomGenerator random);
}
