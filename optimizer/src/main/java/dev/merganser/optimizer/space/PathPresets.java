package dev.merganser.optimizer.space;

import dev.merganser.recipes.recipe.PathLayer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The simple paths that a search begins from: first whole models and their stacks, then the
 * variations of one layer, a kind of them in turn.
 */
final class PathPresets {

    private final DataFlowSpace space;
    private final PoolLayers pool;
    private final List<PathLayer> own;

    PathPresets(DataFlowSpace space, PoolLayers pool) {
        this.space = space;
        this.pool = pool;
        this.own = layers(space.ends());
    }

    private List<PathLayer> layers(String model) {
        return pool.of(model).stream().map(pool::get).toList();
    }

    /** The paths, each once; a space may be unable to express some. */
    Set<List<PathLayer>> paths() {
        Set<List<PathLayer>> paths = new LinkedHashSet<>();
        wanted(PathPreset.IDENTITY, () -> List.of(own)).forEach(paths::add);
        wanted(PathPreset.MODELS, this::models).forEach(paths::add);
        wanted(PathPreset.STACKS, this::stacks).forEach(paths::add);
        inTurn(
                List.of(
                        wanted(PathPreset.SWAPS, this::swaps),
                        wanted(PathPreset.REPEATS, this::repeats),
                        wanted(PathPreset.DROPS, this::drops)),
                paths::add);
        return paths;
    }

    private List<List<PathLayer>> wanted(PathPreset preset, Supplier<List<List<PathLayer>>> paths) {
        return space.presets().contains(preset) ? paths.get() : List.of();
    }

    private static <T> void inTurn(List<List<T>> lists, Consumer<T> take) {
        int longest = lists.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<T> list : lists) {
                if (i < list.size()) {
                    take.accept(list.get(i));
                }
            }
        }
    }

    private List<List<PathLayer>> models() {
        return space.models().stream().map(this::layers).map(this::pinned).toList();
    }

    private List<List<PathLayer>> stacks() {
        List<List<PathLayer>> stacks = new ArrayList<>();
        for (String lower : space.models()) {
            for (String upper : space.models()) {
                if (!lower.equals(upper)) {
                    List<PathLayer> below = layers(lower);
                    List<PathLayer> above = layers(upper);
                    List<PathLayer> stack =
                            new ArrayList<>(below.subList(0, (below.size() + 1) / 2));
                    stack.addAll(above.subList(above.size() / 2, above.size()));
                    stacks.add(pinned(stack));
                }
            }
        }
        return stacks;
    }

    /** Layer by layer, so that the first few are of all models. */
    private List<List<PathLayer>> swaps() {
        List<List<PathLayer>> swaps = new ArrayList<>();
        for (int at = 0; at < own.size(); at++) {
            for (String model : space.models()) {
                if (!model.equals(space.ends())) {
                    List<PathLayer> other = layers(model);
                    List<PathLayer> swapped = new ArrayList<>(own);
                    swapped.set(at, other.get(sameHeight(at, other.size())));
                    swaps.add(swapped);
                }
            }
        }
        return swaps;
    }

    private int sameHeight(int at, int size) {
        return own.size() == 1 ? 0 : (int) Math.round(at * (size - 1.0) / (own.size() - 1));
    }

    private List<List<PathLayer>> repeats() {
        List<List<PathLayer>> repeats = new ArrayList<>();
        for (int at = 0; at < own.size(); at++) {
            List<PathLayer> repeated = new ArrayList<>(own);
            repeated.add(at, own.get(at));
            repeats.add(repeated);
        }
        return repeats;
    }

    private List<List<PathLayer>> drops() {
        List<List<PathLayer>> drops = new ArrayList<>();
        for (int at = 0; at < own.size() && own.size() > 1; at++) {
            List<PathLayer> dropped = new ArrayList<>(own);
            dropped.remove(at);
            drops.add(dropped);
        }
        return drops;
    }

    /** The same between the pinned layers, where there are some. */
    private List<PathLayer> pinned(List<PathLayer> layers) {
        if (!space.pinned()) {
            return layers;
        }
        List<PathLayer> pinned = new ArrayList<>(layers);
        if (pinned.size() == 1) {
            pinned.add(own.getLast());
        }
        pinned.set(0, own.getFirst());
        pinned.set(pinned.size() - 1, own.getLast());
        return pinned;
    }
}
