package dev.merganser.examples.vision.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All images of the bundled family, cut the same way each time.
 *
 * @param pretraining drawings of categories that are no task
 * @param otherCategories how many categories those are
 */
public record VisionData(List<TaskImages> tasks, LabelledImages pretraining, int otherCategories) {

    private static final long SEED = 20;

    private static final TaskSplitter.Sizes OFFICIAL =
            new TaskSplitter.Sizes(12_000, 600, 1_500, 1_000);
    private static final TaskSplitter.Sizes PER_CATEGORY = new TaskSplitter.Sizes(50, 12, 18, 20);

    public VisionData {
        tasks = List.copyOf(tasks);
    }

    /** The categories of the task {@code doodles}, in the order of their labels. */
    public static final List<String> CATEGORIES =
            List.of(
                    "airplane",
                    "alarm clock",
                    "angel",
                    "apple",
                    "axe",
                    "banana",
                    "bicycle",
                    "bowtie",
                    "bus",
                    "butterfly",
                    "cactus",
                    "camera",
                    "candle",
                    "castle",
                    "cat",
                    "chair",
                    "cloud",
                    "coffee cup",
                    "crab",
                    "crown",
                    "door",
                    "envelope",
                    "eye",
                    "eyeglasses",
                    "fish",
                    "flower",
                    "fork",
                    "guitar",
                    "hat",
                    "helicopter",
                    "house",
                    "key",
                    "ladder",
                    "light bulb",
                    "moon",
                    "mushroom",
                    "octopus",
                    "pants",
                    "pizza",
                    "rabbit",
                    "sailboat",
                    "scissors",
                    "snail",
                    "snowman",
                    "spider",
                    "star",
                    "sun",
                    "t-shirt",
                    "tree",
                    "umbrella");

    /**
     * Reads the data sets.
     *
     * @param digits the folder of the four MNIST files
     * @param fashion the folder of the four Fashion-MNIST files, compressed
     * @param drawings the folder of the Quick, Draw! categories
     */
    public static VisionData read(Path digits, Path fashion, Path drawings) throws IOException {
        TaskSplitter splitter = TaskSplitter.of(SEED);
        var tasks = new ArrayList<TaskImages>();
        tasks.add(official(splitter, "digits", digits, ""));
        tasks.add(official(splitter, "fashion", fashion, ".gz"));
        Drawings all = Drawings.of(drawings);
        tasks.add(splitter.byClass("doodles", read(all, CATEGORIES), PER_CATEGORY));
        List<String> others =
                all.categories().stream().filter(name -> !CATEGORIES.contains(name)).toList();
        LabelledImages pretraining = splitter.others(LabelledImages.concat(read(all, others)));
        return new VisionData(tasks, pretraining, others.size());
    }

    private static TaskImages official(
            TaskSplitter splitter, String task, Path folder, String ending) throws IOException {
        LabelledImages training = read(folder, "train", ending);
        LabelledImages test = read(folder, "t10k", ending);
        return splitter.official(task, 10, training, test, OFFICIAL);
    }

    private static LabelledImages read(Path folder, String prefix, String ending)
            throws IOException {
        return IdxFiles.read(
                folder.resolve(prefix + "-images-idx3-ubyte" + ending),
                folder.resolve(prefix + "-labels-idx1-ubyte" + ending));
    }

    private static List<LabelledImages> read(Drawings drawings, List<String> categories)
            throws IOException {
        var images = new ArrayList<LabelledImages>();
        for (String category : categories) {
            images.add(drawings.read(category, images.size()));
        }
        return images;
    }
}
