package dev.merganser.examples.vision.training;

import dev.merganser.examples.vision.data.LabelledImages;

/** How a backbone is trained: the descent, the images of a step, and the order they come in. */
public record Plan(DescentSettings descent, int batch, Augmentation augmentation, long seed) {

    Batches batches(LabelledImages images) {
        return new Batches(images, batch, augmentation, seed);
    }
}
