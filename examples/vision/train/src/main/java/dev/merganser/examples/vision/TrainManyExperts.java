package dev.merganser.examples.vision;

import dev.merganser.examples.vision.data.TaskImages;
import dev.merganser.examples.vision.data.VisionData;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.training.Classifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Program: fine-tunes the bundled base for each task in each of five domains of its pictures, and
 * writes a family of fifteen experts whose three tasks hold pictures of all domains. Prints what
 * {@link TrainVisionFamily} prints.
 */
public final class TrainManyExperts {

    private TrainManyExperts() {}

    /**
     * Runs the program.
     *
     * @param arguments the folders of MNIST, of Fashion-MNIST and of the drawings, that of the
     *     example, then the folder to write to
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 5) {
            System.err.println("Five folders are needed: DIGITS FASHION DRAWINGS EXAMPLE OUT");
            System.exit(2);
        }
        VisionData data =
                VisionData.read(
                        Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
        Architecture architecture = Architecture.bundled();
        var bundled = new FamilyFiles(Path.of(arguments[3]));
        var files = new FamilyFiles(Path.of(arguments[4]));
        List<TaskImages> mixed = data.tasks().stream().map(TaskImages::mixed).toList();
        files.write(mixed);
        Family family =
                new ManyExpertsTrainer(architecture, bundled, System.err::println)
                        .train(data.tasks());
        files.write(architecture, family);
        FamilyTable.print(Classifier.of(architecture), mixed, family);
    }
}
