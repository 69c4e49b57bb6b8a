package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Composition.LayerPath;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A data-flow space: which paths through the layers of a pool of models are candidates.
 *
 * @param encoding how genes say which layers a path has
 * @param models the pool, in order
 * @param repeats how many times the pool's layers are laid out as slots; 1 for direct paths
 * @param ends the model of the pool whose stem and head are used
 * @param pinned whether paths begin with the first and end with the last layer of {@code ends};
 *     indicators then have no slots for these
 * @param maxLayers how long a path may be, with its pinned layers
 * @param presets what the search begins from besides the user's recipes
 */
public record DataFlowSpace(
        PathEncoding encoding,
        List<String> models,
        int repeats,
        String ends,
        boolean pinned,
        OptionalInt maxLayers,
        ScaleSettings scales,
        Set<PathPreset> presets)
        implements SpaceSettings {

    /** How often a pool may be laid out. */
    public static final int MOST_REPEATS = 64;

    public DataFlowSpace {
        models = List.copyOf(models);
        presets = Collections.unmodifiableSet(copy(presets));
        if (models.isEmpty() || new HashSet<>(models).size() < models.size()) {
            throw new WrongUseException(
                    "models must name at least one model, and each once, found " + models);
        }
        if (!models.contains(ends)) {
            throw new WrongUseException(
                    "ends must be one of the models %s, found '%s'".formatted(models, ends));
        }
        if (!(repeats >= 1 && repeats <= MOST_REPEATS)) {
            throw new WrongUseException(
                    "repeats must be 1 to %d, found %d".formatted(MOST_REPEATS, repeats));
        }
        if (encoding == PathEncoding.PATH && repeats != 1) {
            throw new WrongUseException(
                    "repeats belongs to encoding indicators, found %d with encoding path, which repeats layers anyway"
                            .formatted(repeats));
        }
        int least = pinned ? 2 : 1;
        if (maxLayers.isPresent()
                && !(maxLayers.getAsInt() >= least
                        && maxLayers.getAsInt() <= LayerPath.MOST_LAYERS)) {
            throw new WrongUseException(
                    "max_layers must be %d to %d, found %d"
                            .formatted(least, LayerPath.MOST_LAYERS, maxLayers.getAsInt()));
        }
    }

    private static Set<PathPreset> copy(Set<PathPreset> presets) {
        Set<PathPreset> copy = EnumSet.noneOf(PathPreset.class);
        copy.addAll(presets);
        return copy;
    }

    /** Indicators over a pool, with the defaults of everything else. */
    public static DataFlowSpace of(String ends, List<String> models) {
        return new DataFlowSpace(
                PathEncoding.INDICATORS,
                models,
                1,
                ends,
                true,
                OptionalInt.empty(),
                ScaleSettings.NONE,
                EnumSet.allOf(PathPreset.class));
    }

    /** The same with the pool laid out so many times. */
    public DataFlowSpace withRepeats(int times) {
        return new DataFlowSpace(encoding, models, times, ends, pinned, maxLayers, scales, presets);
    }

    /** The same with the ends pinned or free. */
    public DataFlowSpace withPinned(boolean pin) {
        return new DataFlowSpace(encoding, models, repeats, ends, pin, maxLayers, scales, presets);
    }

    /** The same with paths of at most so many layers. */
    public DataFlowSpace withMaxLayers(int most) {
        return new DataFlowSpace(
                encoding, models, repeats, ends, pinned, OptionalInt.of(most), scales, presets);
    }

    /** The same with these scales. */
    public DataFlowSpace withScales(ScaleSettings newScales) {
        return new DataFlowSpace(
                encoding, models, repeats, ends, pinned, maxLayers, newScales, presets);
    }

    /** The same with another encoding. */
    public DataFlowSpace withEncoding(PathEncoding newEncoding) {
        return new DataFlowSpace(
                newEncoding, models, repeats, ends, pinned, maxLayers, scales, presets);
    }

    /** The same that begins from these. */
    public DataFlowSpace withPresets(Set<PathPreset> newPresets) {
        return new DataFlowSpace(
                encoding, models, repeats, ends, pinned, maxLayers, scales, newPresets);
    }

    /** How many layers every path has. */
    int pinnedLayers() {
        return pinned ? 2 : 0;
    }

    @Override
    public void check(int experts) {}

    @Override
    public List<String> files() {
        return List.of();
    }
}
