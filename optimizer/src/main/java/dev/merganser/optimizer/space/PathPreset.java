package dev.merganser.optimizer.space;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A kind of simple path that a search may begin from. */
public enum PathPreset {
    /** The layers of the model whose stem and head are used. */
    IDENTITY,
    /** The layers of each other model of the pool. */
    MODELS,
    /** The lower half of one model, then the upper half of another: a Frankenmerge. */
    STACKS,
    /** The identity with one layer of another model. */
    SWAPS,
    /** The identity with one layer twice. */
    REPEATS,
    /** The identity without one layer. */
    DROPS;

    /** The word for it in search files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The preset of a word; empty where there is none. */
    public static Optional<PathPreset> of(String key) {
        return Arrays.stream(values()).filter(preset -> preset.key().equals(key)).findFirst();
    }

    /** The words of all. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(PathPreset::key).toList();
    }
}
