package dev.merganser.examples.vision;

import dev.merganser.examples.vision.model.Architecture;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Program: writes the statistics that Fisher merging and RegMean take, from the experts, heads and
 * search images of the example. Needs nothing else.
 */
public final class WriteStatistics {

    private WriteStatistics() {}

    /**
     * Runs the program.
     *
     * @param arguments the folder of the example
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("One folder is needed: that of the example");
            System.exit(2);
        }
        new FamilyFiles(Path.of(arguments[0])).writeStatistics(Architecture.bundled());
    }
}
