package dev.merganser.recipes.reference;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the weights of a model lie.
 *
 * @param base a file or folder, absolute and normalized
 * @param adapter folder of a LoRA adapter that is applied to the base
 */
public record ModelLocation(Path base, Optional<Path> adapter) {

    /** A base alone. */
    public static ModelLocation of(Path base) {
        return new ModelLocation(base, Optional.empty());
    }

    /** Base and adapter, as many as there are. */
    public List<Path> paths() {
        return Stream.concat(Stream.of(base), adapter.stream()).toList();
    }
}
