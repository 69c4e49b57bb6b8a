package dev.merganser.optimizer.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * The models of a search.
 *
 * @param base the base model, called {@code base} in recipes and the journal
 * @param experts alias to path, in the order of the file
 * @param keep how many experts go into merges, those that do best alone; empty: all
 * @param graph the inference graph; empty where the base is itself an {@code .onnx}, or no task
 *     asks a graph
 */
public record ModelSettings(
        Path base, SequencedMap<String, Path> experts, OptionalInt keep, Optional<Path> graph) {

    /** The alias of the base model. */
    public static final String BASE = "base";

    public ModelSettings {
        experts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(experts));
    }

    /** Alias to path of all models, the base first. */
    public Map<String, Path> paths() {
        Map<String, Path> paths = new LinkedHashMap<>();
        paths.put(BASE, base);
        paths.putAll(experts);
        return paths;
    }

    /** The aliases of all experts, in the order of the file. */
    public List<String> aliases() {
        return List.copyOf(experts.keySet());
    }

    /** How many experts go into merges. */
    public int merged() {
        return keep.orElse(experts.size());
    }

    /**
     * The alias of a model that a recipe names by its path; other names are returned as they are.
     */
    public String alias(String reference) {
        Path path = Path.of(reference).toAbsolutePath().normalize();
        return paths().entrySet().stream()
                .filter(model -> model.getValue().toAbsolutePath().normalize().equals(path))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(reference);
    }

    /** The file that holds the graph of one model: the model itself where it is an .onnx. */
    public Path graphOf(String alias) {
        return Optional.ofNullable(paths().get(alias))
                .filter(ModelSettings::isOnnx)
                .orElseGet(this::graphFile);
    }

    static boolean isOnnx(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    /** The file that holds the inference graph, where a task asks one. */
    public Path graphFile() {
        return graph.orElse(base);
    }
}
