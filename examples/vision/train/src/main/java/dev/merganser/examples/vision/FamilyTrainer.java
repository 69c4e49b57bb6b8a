package dev.merganser.examples.vision;

import dev.merganser.examples.vision.data.Shuffle;
import dev.merganser.examples.vision.data.TaskImages;
import dev.merganser.examples.vision.data.VisionData;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.model.Weights;
import dev.merganser.examples.vision.training.Augmentation;
import dev.merganser.examples.vision.training.Classifier;
import dev.merganser.examples.vision.training.DescentSettings;
import dev.merganser.examples.vision.training.Plan;

import java.util.HashMap;
import java.util.function.Consumer;

/**
 * Trains the family: the base on categories that are no task; a head for each task by a linear
 * probe of the base, frozen from then on; an expert for each task by fine-tuning the base under
 * that head. Takes minutes on one core.
 */
final class FamilyTrainer {

    private static final DescentSettings PRETRAINING =
            new DescentSettings(3_000, 2e-3, 0.05, 0.01, 1);
    private static final DescentSettings PROBE =
            new DescentSettings(300, 2e-2, 0, 0, Double.MAX_VALUE);
    private static final DescentSettings FINE_TUNING =
            new DescentSettings(800, 1.5e-3, 0.05, 0.01, 1);
    private static final int BATCH = 128;
    private static final long INITIAL_SEED = 3;
    private static final long PRETRAINING_SEED = 2;
    private static final long FIRST_EXPERT_SEED = 7;

    private final Classifier classifier;
    private final VisionData data;
    private final Consumer<String> log;

    FamilyTrainer(Architecture architecture, VisionData data, Consumer<String> log) {
        this.classifier = Classifier.of(architecture);
        this.data = data;
        this.log = log;
    }

    /** All models, rounded to what float16 files hold; the heads keep float32. */
    Family train() {
        log.accept("base: " + data.pretraining().count() + " drawings");
        Weights base = base();
        var heads = new HashMap<String, Weights>();
        var experts = new HashMap<String, Weights>();
        long seed = FIRST_EXPERT_SEED;
        for (TaskImages task : data.tasks()) {
            log.accept("head and expert: " + task.task());
            Weights head = classifier.probe(base, task.training(), task.classes(), PROBE);
            heads.put(task.task(), head);
            experts.put(task.task(), expert(base, head, task, seed++));
        }
        return new Family(base, experts, heads);
    }

    private Weights base() {
        var plan = new Plan(PRETRAINING, BATCH, Augmentation.SHIFT_AND_MIRROR, PRETRAINING_SEED);
        return classifier
                .pretrain(
                        data.pretraining(),
                        data.otherCategories(),
                        plan,
                        Shuffle.generator(INITIAL_SEED))
                .roundedToHalf();
    }

    private Weights expert(Weights base, Weights head, TaskImages task, long seed) {
        var plan = new Plan(FINE_TUNING, BATCH, augmentation(task), seed);
        return classifier.fineTune(base, head, task.training(), plan).roundedToHalf();
    }

    /** Digits and clothes are plenty; of drawings there are few. */
    private static Augmentation augmentation(TaskImages task) {
        return task.task().equals("doodles") ? Augmentation.SHIFT_AND_MIRROR : Augmentation.NONE;
    }
}
