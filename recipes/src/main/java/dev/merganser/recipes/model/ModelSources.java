package dev.merganser.recipes.model;

import dev.merganser.recipes.card.License;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.file.FileHashes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds out where the models of recipes come from, with their licences and hashes. */
public final class ModelSources {

    private static final String CARD = "README.md";
    private static final String ADAPTER = "adapter_model.safetensors";

    private final Models models;
    private final FileHashes hashes;

    private ModelSources(Models models, FileHashes hashes) {
        this.models = models;
        this.hashes = hashes;
    }

    /** The sources of these references, with the hashes that are remembered; reads no weights. */
    public static List<ModelSource> of(
            Collection<String> references, Models models, FileHashes hashes) {
        var sources = new ModelSources(models, hashes);
        return references.stream().distinct().map(sources::source).toList();
    }

    /**
     * Computes the hashes of all weights that are not remembered, several files at once: reads all
     * of them.
     */
    public static void hash(
            Collection<String> references, Models models, FileHashes hashes, int threads) {
        List<Path> files = new ArrayList<>();
        for (String reference : references) {
            models.paths(reference).forEach(place -> files.addAll(files(place)));
        }
        hashes.of(files, threads);
    }

    private ModelSource source(String reference) {
        List<ModelSource.Place> places = new ArrayList<>();
        for (Path path : models.paths(reference)) {
            Optional<License> license =
                    ofCard(path)
                            .or(() -> places.isEmpty() ? ofWeights(reference) : Optional.empty());
            places.add(new ModelSource.Place(path, license, sha256(path)));
        }
        return new ModelSource(reference, places);
    }

    /** What a folder says, or the folder whose only weights a file is. */
    private static Optional<License> ofCard(Path path) {
        boolean isWhole = String.valueOf(path.getFileName()).equals("model.safetensors");
        if (Files.isDirectory(path)) {
            return License.ofCard(path.resolve(CARD));
        }
        return isWhole ? License.ofCard(path.resolveSibling(CARD)) : Optional.empty();
    }

    private Optional<License> ofWeights(String reference) {
        Checkpoint checkpoint = models.checkpoint(reference);
        return License.ofMetadata(checkpoint.metadata());
    }

    private Optional<String> sha256(Path place) {
        List<Path> files = files(place);
        List<String> known = files.stream().flatMap(file -> hashes.find(file).stream()).toList();
        return known.size() == files.size()
                ? Optional.of(Checkpoints.sha256(files, known))
                : Optional.empty();
    }

    /** The files with the weights of a place. */
    public static List<Path> files(Path place) {
        Path adapter = place.resolve(ADAPTER);
        return Files.isRegularFile(adapter) ? List.of(adapter) : Checkpoints.files(place);
    }
}
