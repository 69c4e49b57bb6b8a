package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.AnswerKind;
import dev.merganser.evaluators.metric.Reconstructions;
import dev.merganser.recipes.yaml.YamlMap;

import java.util.List;
import java.util.Set;

/** Values per item, such as an image: a target, or without labels the item itself. */
public final class Reconstruction implements TaskKind {

    @Override
    public String name() {
        return "reconstruction";
    }

    @Override
    public Set<String> keys() {
        return Set.of("label", "unlabelled", "peak");
    }

    @Override
    public List<String> defaultMetrics() {
        return List.of("psnr", "mse");
    }

    @Override
    public Class<?> predictions() {
        return Reconstructions.class;
    }

    @Override
    public TaskContent read(TaskFile file) {
        YamlMap yaml = file.yaml();
        double peak = yaml.findNumber("peak").orElse(1.0);
        if (!(peak > 0)) {
            throw yaml.wrong("peak must be above 0, found " + peak);
        }
        FloatItems items = FloatItems.read(file, AnswerKind.VALUES, "target");
        return new ReconstructionContent(items, peak, yaml.findText("output"));
    }
}
