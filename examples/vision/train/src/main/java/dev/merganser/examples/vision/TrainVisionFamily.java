package dev.merganser.examples.vision;

import dev.merganser.examples.vision.data.VisionData;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.training.Classifier;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Program: reads the data sets, trains the family and writes the files of the example, statistics
 * of the experts among them. Prints the accuracy and the mean negative log-likelihood of every
 * model at every task.
 */
public final class TrainVisionFamily {

    private TrainVisionFamily() {}

    /**
     * Runs the program.
     *
     * @param arguments the folders of MNIST, of Fashion-MNIST and of the drawings, then the folder
     *     to write to
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 4) {
            System.err.println("Four folders are needed: DIGITS FASHION DRAWINGS OUT");
            System.exit(2);
        }
        VisionData data =
                VisionData.read(
                        Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
        FamilyFiles files = new FamilyFiles(Path.of(arguments[3]));
        files.write(data.tasks());
        Architecture architecture = Architecture.bundled();
        Family family = new FamilyTrainer(architecture, data, System.err::println).train();
        files.write(architecture, family);
        files.writeStatistics(architecture);
        FamilyTable.print(Classifier.of(architecture), data.tasks(), family);
    }
}
