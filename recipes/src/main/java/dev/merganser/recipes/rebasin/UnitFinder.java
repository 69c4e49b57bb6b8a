package dev.merganser.recipes.rebasin;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.kinship.Role;
import dev.merganser.recipes.model.ModelConfig;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds interchangeable units by names and shapes. What is not sure is left out: units whose layer
 * has a tensor of unknown meaning that may belong to them, heads where the configuration does not
 * say how many there are, and heads that differ by their position among the others (relative
 * position biases, ALiBi).
 */
final class UnitFinder {

    private static final Pattern HEADS_DIFFER =
            Pattern.compile("relative_attention_bias|relative_position|rel_pos|alibi");
    private static final Pattern HARMLESS = Pattern.compile("rotary|inv_freq|masked_bias");
    private static final Pattern HEAD_NORM =
            Pattern.compile("(^|\\.)(q|k|query|key)_?(layer)?_?(norm|ln)");

    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    private final Map<String, Map<Role, List<TensorInfo>>> layers = new LinkedHashMap<>();
    private final OptionalInt heads;
    private final boolean headsAreAlike;

    private UnitFinder(Checkpoint base) {
        heads = ModelConfig.heads(base);
        for (TensorInfo info : base.tensors()) {
            tensors.put(info.name(), info);
            Role.of(info.name()).ifPresent(place -> add(place, info));
        }
        headsAreAlike =
                !ModelConfig.usesAlibi(base)
                        && tensors.keySet().stream().noneMatch(HEADS_DIFFER.asPredicate());
    }

    private void add(Role.Place place, TensorInfo info) {
        if (info.dtype().isFloat() && info.shape().rank() == 2) {
            layers.computeIfAbsent(place.layer(), _ -> new EnumMap<>(Role.class))
                    .computeIfAbsent(place.role(), _ -> new ArrayList<>())
                    .add(info);
        }
    }

    /**
     * What was found.
     *
     * @param mlps hidden units of MLPs
     * @param attentions heads
     * @param layers how many layers have query and output weights, be their heads found or not
     */
    record Found(List<Units> mlps, List<Units> attentions, int layers) {}

    static Found in(Checkpoint base) {
        var finder = new UnitFinder(base);
        return new Found(
                finder.layers.keySet().stream().flatMap(each -> finder.mlp(each).stream()).toList(),
                finder.layers.keySet().stream()
                        .flatMap(each -> finder.attention(each).stream())
                        .toList(),
                (int) finder.layers.values().stream().filter(UnitFinder::attends).count());
    }

    private static boolean attends(Map<Role, List<TensorInfo>> roles) {
        return roles.containsKey(Role.ATTENTION_OUTPUT)
                && (roles.containsKey(Role.QUERY) || roles.containsKey(Role.FUSED_ATTENTION));
    }

    // ---- MLPs

    private Optional<Units> mlp(String layer) {
        Optional<TensorInfo> up = only(layer, Role.UP);
        Optional<TensorInfo> down = only(layer, Role.DOWN);
        if (up.isEmpty() || down.isEmpty() || rows(up.get()) == columns(up.get())) {
            return Optional.empty();
        }
        boolean byRows = unitsAreRows(up.get());
        List<TensorInfo> ups = new ArrayList<>(List.of(up.get()));
        ups.addAll(layers.getOrDefault(layer, Map.of()).getOrDefault(Role.GATE, List.of()));
        boolean fits =
                rows(down.get()) == columns(up.get())
                        && columns(down.get()) == rows(up.get())
                        && ups.size() <= 2
                        && ups.stream().allMatch(each -> each.shape().equals(up.get().shape()));
        int units = byRows ? rows(up.get()) : columns(up.get());
        if (!fits || hasStranger(layer, units)) {
            return Optional.empty();
        }
        List<Axis> axes = new ArrayList<>(List.of(new Axis(down.get().name(), byRows, 0, 1)));
        for (TensorInfo each : ups) {
            axes.add(new Axis(each.name(), !byRows, 0, 1));
            bias(each).ifPresent(bias -> axes.add(new Axis(bias.name(), true, 0, 1)));
        }
        return Optional.of(new Units(layer, axes, units, List.of(), 1));
    }

    /** As the bias tells; without one, hidden units are the longer side. */
    private boolean unitsAreRows(TensorInfo up) {
        return bias(up).map(bias -> bias.shape().elements() == rows(up))
                .orElse(rows(up) > columns(up));
    }

    /** Whether a tensor of the layer without a known part has as many rows or columns. */
    private boolean hasStranger(String layer, int units) {
        return tensors.values().stream()
                .filter(info -> info.name().startsWith(withoutMark(layer)) && !isKnown(info))
                .anyMatch(info -> info.shape().dims().contains((long) units));
    }

    /** Cross attention has a mark that names do not have. */
    private static String withoutMark(String layer) {
        return layer.endsWith("cross") ? layer.substring(0, layer.length() - 5) : layer;
    }

    private static boolean isKnown(TensorInfo info) {
        return Role.of(info.name()).isPresent()
                || Role.of(info.name().replaceAll("bias$", "weight")).isPresent();
    }

    // ---- attention

    private Optional<Units> attention(String layer) {
        Optional<TensorInfo> output = only(layer, Role.ATTENTION_OUTPUT);
        if (heads.isEmpty() || !headsAreAlike || output.isEmpty()) {
            return Optional.empty();
        }
        Optional<TensorInfo> fused = only(layer, Role.FUSED_ATTENTION);
        return fused.isPresent()
                ? fused(layer, fused.get(), output.get())
                : apart(layer, output.get());
    }

    private Optional<Units> apart(String layer, TensorInfo output) {
        Optional<TensorInfo> query = only(layer, Role.QUERY);
        Optional<TensorInfo> key = only(layer, Role.KEY);
        Optional<TensorInfo> value = only(layer, Role.VALUE);
        if (query.isEmpty() || key.isEmpty() || value.isEmpty()) {
            return Optional.empty();
        }
        var dims = new HeadDims(heads.getAsInt(), rows(query.get()), rows(key.get()));
        boolean fits =
                dims.fit()
                        && rows(value.get()) == rows(key.get())
                        && columns(output) == rows(query.get());
        if (!fits || hasStrangeHeads(query.get(), dims.size())) {
            return Optional.empty();
        }
        List<Axis> shared = new ArrayList<>(rowsAndBias(key.get(), 0, dims.size()));
        shared.addAll(rowsAndBias(value.get(), 0, dims.size()));
        List<Axis> axes = new ArrayList<>(rowsAndBias(query.get(), 0, dims.size()));
        axes.add(new Axis(output.name(), true, 0, dims.size()));
        return Optional.of(new Units(layer, axes, dims.heads(), shared, dims.group()));
    }

    /** Query, key and value one after the other; as columns where GPT-2 turns its matrices. */
    private Optional<Units> fused(String layer, TensorInfo fused, TensorInfo output) {
        boolean turned = columns(fused) == 3 * rows(fused);
        int all = turned ? columns(fused) : rows(fused);
        int query = turned ? rows(output) : columns(output);
        var dims = new HeadDims(heads.getAsInt(), query, (all - query) / 2);
        if (!dims.fit()
                || query + 2 * dims.shared() != all
                || hasStrangeHeads(fused, dims.size())) {
            return Optional.empty();
        }
        List<Axis> shared = new ArrayList<>(fused(fused, turned, query, dims.size()));
        shared.addAll(fused(fused, turned, query + dims.shared(), dims.size()));
        List<Axis> axes = new ArrayList<>(fused(fused, turned, 0, dims.size()));
        axes.add(new Axis(output.name(), !turned, 0, dims.size()));
        return Optional.of(new Units(layer, axes, dims.heads(), shared, dims.group()));
    }

    /**
     * How queries are cut into heads.
     *
     * @param heads how many
     * @param queries rows of all of them
     * @param shared rows of all keys
     */
    private record HeadDims(int heads, int queries, int shared) {

        boolean fit() {
            return queries % heads == 0
                    && size() > 0
                    && shared > 0
                    && shared % size() == 0
                    && queries % shared == 0;
        }

        int size() {
            return queries / heads;
        }

        int group() {
            return queries / shared;
        }
    }

    private List<Axis> rowsAndBias(TensorInfo weight, int from, int size) {
        return fused(weight, false, from, size);
    }

    private List<Axis> fused(TensorInfo weight, boolean columns, int from, int size) {
        return Stream.concat(
                        Stream.of(new Axis(weight.name(), columns, from, size)),
                        bias(weight).stream().map(bias -> new Axis(bias.name(), true, from, size)))
                .toList();
    }

    /** Whether the attention has a tensor that may tell its heads apart. */
    private boolean hasStrangeHeads(TensorInfo query, int headSize) {
        String module = query.name().replaceAll("[^.]*([._]weight)$|[^.]*$", "");
        return tensors.values().stream()
                .filter(info -> info.name().startsWith(module) && !isKnown(info))
                .anyMatch(info -> !isHarmless(info, headSize));
    }

    private static boolean isHarmless(TensorInfo info, int headSize) {
        if (HEAD_NORM.matcher(info.name()).find()) {
            return info.shape().elements() == headSize;
        }
        String name = info.name().toLowerCase(Locale.ROOT);
        return HARMLESS.matcher(name).find()
                || name.contains("norm")
                || name.endsWith("attn.bias")
                || !info.dtype().isFloat();
    }

    // ---- tensors

    private Optional<TensorInfo> only(String layer, Role role) {
        List<TensorInfo> all = layers.getOrDefault(layer, Map.of()).getOrDefault(role, List.of());
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    /** The vector that is added to what a weight gives. */
    private Optional<TensorInfo> bias(TensorInfo weight) {
        return weight.name().endsWith("weight")
                ? Optional.ofNullable(tensors.get(weight.name().replaceAll("weight$", "bias")))
                        .filter(bias -> bias.shape().rank() == 1 && bias.dtype().isFloat())
                : Optional.empty();
    }

    private static int rows(TensorInfo info) {
        return Math.toIntExact(info.shape().dims().getFirst());
    }

    private static int columns(TensorInfo info) {
        return Math.toIntExact(info.shape().dims().getLast());
    }
}
