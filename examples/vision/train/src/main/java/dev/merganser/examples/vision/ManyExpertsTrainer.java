package dev.merganser.examples.vision;

import dev.merganser.examples.vision.data.Domain;
import dev.merganser.examples.vision.data.LabelledImages;
import dev.merganser.examples.vision.data.TaskImages;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.model.Weights;
import dev.merganser.examples.vision.training.Augmentation;
import dev.merganser.examples.vision.training.Classifier;
import dev.merganser.examples.vision.training.DescentSettings;
import dev.merganser.examples.vision.training.Plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Trains an expert for each task and domain: the bundled base fine-tuned in that domain, under the
 * bundled head of the task.
 */
final class ManyExpertsTrainer {

    private static final DescentSettings FINE_TUNING =
            new DescentSettings(250, 1e-3, 0.05, 0.01, 1);
    private static final int BATCH = 128;
    private static final long FIRST_SEED = 30;

    private final Classifier classifier;
    private final FamilyFiles bundled;
    private final Consumer<String> log;

    ManyExpertsTrainer(Architecture architecture, FamilyFiles bundled, Consumer<String> log) {
        this.classifier = Classifier.of(architecture);
        this.bundled = bundled;
        this.log = log;
    }

    /** All models, the experts under names such as {@code digits-tilted}. */
    Family train(List<TaskImages> tasks) {
        Weights base = bundled.base();
        Map<String, Weights> heads = new HashMap<>();
        Map<String, Weights> experts = new HashMap<>();
        for (TaskImages task : tasks) {
            Weights head = bundled.head(task.task());
            heads.put(task.task(), head);
            for (Domain domain : Domain.values()) {
                long seed = FIRST_SEED + experts.size();
                String name = task.task() + "-" + domain.key();
                Weights expert = expert(base, head, domain.of(task.training()), seed);
                LabelledImages unseen = domain.of(task.validation());
                log.accept(
                        "%s, in its domain: %s (base: %s)"
                                .formatted(
                                        name,
                                        classifier.measure(expert, head, unseen).shown(),
                                        classifier.measure(base, head, unseen).shown()));
                experts.put(name, expert);
            }
        }
        return new Family(base, experts, heads);
    }

    private Weights expert(Weights base, Weights head, LabelledImages images, long seed) {
        var plan = new Plan(FINE_TUNING, BATCH, Augmentation.NONE, seed);
        return classifier.fineTune(base, head, images, plan).roundedToHalf();
    }
}
