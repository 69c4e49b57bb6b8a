package dev.merganser.optimizer.settings;

import dev.merganser.recipes.yaml.YamlMap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.Function;

/** Reads {@code models} and {@code graph} of a search file; all that they name must be there. */
final class ModelReader {

    private static final String GRAPH = "graph";
    private static final String KEEP = "keep";

    private final YamlMap yaml;
    private final Function<String, Path> path;

    /**
     * A reader.
     *
     * @param yaml the search file
     * @param path what a path in it stands for
     */
    ModelReader(YamlMap yaml, Function<String, Path> path) {
        this.yaml = yaml;
        this.path = path;
    }

    /**
     * The models.
     *
     * @param graphNeeded whether some task asks a graph
     */
    ModelSettings models(boolean graphNeeded) {
        YamlMap models = yaml.map("models").only("base", "experts", KEEP);
        Path base = existing(models, "base");
        SequencedMap<String, Path> experts = experts(models);
        return new ModelSettings(
                base, experts, keep(models, experts.size()), graph(base, graphNeeded));
    }

    private static OptionalInt keep(YamlMap models, int experts) {
        OptionalInt keep = WholeNumbers.find(models, KEEP, Integer.MAX_VALUE);
        if (keep.isPresent() && keep.getAsInt() >= experts) {
            throw models.wrong(
                    "models.keep must be below the number of experts, which is %d, found %d. Maybe leave it out: then all are merged."
                            .formatted(experts, keep.getAsInt()));
        }
        return keep;
    }

    private SequencedMap<String, Path> experts(YamlMap models) {
        SequencedMap<String, Path> experts = new LinkedHashMap<>();
        YamlMap given = models.map("experts");
        for (String alias : given.keys()) {
            if (alias.equals(ModelSettings.BASE) || !alias.matches("[A-Za-z0-9_.-]+")) {
                throw given.wrong(
                        "an expert's alias must be of letters, digits, '_', '-' and '.', and not 'base'; found '%s'"
                                .formatted(alias));
            }
            experts.put(alias, existing(given, alias));
        }
        if (experts.isEmpty()) {
            throw models.wrong("models.experts must name at least one expert, found none");
        }
        return experts;
    }

    private Optional<Path> graph(Path base, boolean needed) {
        if (yaml.has(GRAPH)) {
            Path graph = existing(yaml, GRAPH);
            if (!ModelSettings.isOnnx(graph)) {
                throw yaml.wrong("graph must be an .onnx file, found " + graph);
            }
            return Optional.of(graph);
        }
        if (needed && !ModelSettings.isOnnx(base)) {
            throw yaml.wrong(
                    "'graph' is missing: it must name the inference graph (an .onnx file), as models.base is none");
        }
        return Optional.empty();
    }

    private Path existing(YamlMap map, String key) {
        Path file = path.apply(map.text(key));
        if (!Files.exists(file)) {
            String place = map.path().isEmpty() ? key : map.path() + "." + key;
            throw map.wrong(
                    "%s must name a file or folder, but there is nothing at %s. Maybe it should be relative to this file."
                            .formatted(place, file));
        }
        return file;
    }
}
