package dev.merganser.examples.vision.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Cuts data sets into parts that share no picture: what was handed out once is not handed out
 * again, test first.
 */
public final class TaskSplitter {

    /** Images of each part; of each class where {@link #byClass} is used. */
    public record Sizes(int training, int search, int validation, int test) {}

    private final RandomGenerator random;
    private final Set<ByteBuffer> seen = new HashSet<>();

    private TaskSplitter(RandomGenerator random) {
        this.random = random;
    }

    public static TaskSplitter of(long seed) {
        return new TaskSplitter(Shuffle.generator(seed));
    }

    /**
     * Test comes from the official test images, everything else from the official training ones.
     */
    public TaskImages official(
            String task, int classes, LabelledImages training, LabelledImages test, Sizes sizes) {
        LabelledImages testPart = shuffled(test).unseen(seen).range(0, sizes.test());
        LabelledImages rest = shuffled(training).unseen(seen);
        int validationAt = sizes.search();
        int trainingAt = validationAt + sizes.validation();
        return new TaskImages(
                task,
                classes,
                rest.range(trainingAt, sizes.training()),
                rest.range(0, sizes.search()),
                rest.range(validationAt, sizes.validation()),
                testPart);
    }

    /** Every class gives the same number of images to each part; training takes what is left. */
    public TaskImages byClass(String task, List<LabelledImages> classes, Sizes sizes) {
        var test = new ArrayList<LabelledImages>();
        var search = new ArrayList<LabelledImages>();
        var validation = new ArrayList<LabelledImages>();
        var training = new ArrayList<LabelledImages>();
        for (LabelledImages all : classes) {
            LabelledImages images = shuffled(all).unseen(seen);
            int searchAt = sizes.test();
            int validationAt = searchAt + sizes.search();
            int trainingAt = validationAt + sizes.validation();
            test.add(images.range(0, sizes.test()));
            search.add(images.range(searchAt, sizes.search()));
            validation.add(images.range(validationAt, sizes.validation()));
            training.add(images.range(trainingAt, images.count() - trainingAt));
        }
        return new TaskImages(
                task,
                classes.size(),
                LabelledImages.concat(training),
                mixed(search),
                mixed(validation),
                mixed(test));
    }

    /** The images that no part of any task holds. */
    public LabelledImages others(LabelledImages images) {
        return images.unseen(seen);
    }

    private LabelledImages mixed(List<LabelledImages> parts) {
        return shuffled(LabelledImages.concat(parts));
    }

    private LabelledImages shuffled(LabelledImages images) {
        return images.select(Shuffle.order(images.count(), random));
    }
}
