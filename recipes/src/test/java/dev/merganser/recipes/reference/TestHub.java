package dev.merganser.recipes.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models put into a cache as the hub's own library lays them out. */
public final class TestHub {

    private TestHub() {}

    /** An empty snapshot and the reference to it; the answer is the snapshot's folder. */
    public static Path model(Path cache, String id, String revision, String commit)
            throws IOException {
        Path model = cache.resolve("models--" + id.replace("/", "--"));
        Path ref = model.resolve("refs").resolve(revision);
        Files.createDirectories(ref.getParent());
        Files.writeString(ref, commit);
        return Files.createDirectories(model.resolve("snapshots").resolve(commit));
    }

    /** Moves a file among the blobs of a model and leaves a link to it, as the hub does. */
    public static void link(Path file) throws IOException {
        Path blobs = Files.createDirectories(file.getParent().resolve("../../blobs").normalize());
        Path blob = blobs.resolve("blob-of-" + file.getFileName());
        Files.move(file, blob);
        Files.createSymbolicLink(file, file.getParent().relativize(blob));
    }
}
