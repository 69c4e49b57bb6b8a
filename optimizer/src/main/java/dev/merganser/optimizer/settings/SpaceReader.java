package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.space.Granularity;
import dev.merganser.optimizer.space.ParameterRange;
import dev.merganser.optimizer.space.SpaceSettings;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads {@code space} of a search file. */
final class SpaceReader {

    private static final List<String> OWN_KEYS =
            List.of("kind", "method", "granularity", "out_dtype", "seed");
    private static final String DEFAULT_GRANULARITY = "layer";
    private static final String LITERAL = "value";
    private static final String EXPECTED_RANGE =
            "a value, a range [low, high] or a literal list {value: [...]}";

    private final YamlMap space;

    private SpaceReader(YamlMap space) {
        this.space = space;
    }

    /**
     * Reads a space and checks it against the merge methods.
     *
     * @param experts how many are merged
     */
    static SpaceSettings read(YamlMap space, int experts) {
        SpaceSettings settings = new SpaceReader(space).settings();
        try {
            settings.check(experts);
            return settings;
        } catch (WrongUseException e) {
            throw space.wrong(String.valueOf(e.getMessage()));
        }
    }

    private SpaceSettings settings() {
        requireParameterSpace();
        List<String> methods = methods();
        List<String> known = new ArrayList<>(OWN_KEYS);
        List<String> parameters = parameters(methods);
        known.addAll(parameters);
        space.only(known);
        return new SpaceSettings(
                methods, granularity(), ranges(parameters), outDtype(), maskSeed());
    }

    private void requireParameterSpace() {
        String kind = space.findText("kind").orElse("parameter");
        if (kind.equals("data-flow") || kind.equals("hybrid")) {
            throw space.wrong("space.kind '%s' is not there yet. Known: parameter".formatted(kind));
        }
        if (!kind.equals("parameter")) {
            throw space.wrong("space.kind must be parameter, found '%s'".formatted(kind));
        }
    }

    private List<String> methods() {
        List<String> names =
                switch (space.require("method")) {
                    case YamlValue.Text(String name) -> List.of(name);
                    case YamlValue.Items(List<YamlValue> values) ->
                            values.stream().map(this::method).toList();
                    case YamlValue other ->
                            throw space.mismatch(
                                    "method", "a merge method or a list of them", other);
                };
        names.forEach(name -> named(() -> MergeMethods.named(name)));
        requireEachOnce(names);
        return names;
    }

    private void requireEachOnce(List<String> names) {
        if (names.isEmpty() || Set.copyOf(names).size() < names.size()) {
            throw space.wrong(
                    "space.method must name at least one merge method, and each once, found "
                            + names);
        }
    }

    private String method(YamlValue value) {
        if (value instanceof YamlValue.Text(String name)) {
            return name;
        }
        throw space.mismatch("method", "a merge method or a list of them", value);
    }

    private static List<String> parameters(List<String> methods) {
        return methods.stream()
                .flatMap(name -> MergeMethods.named(name).descriptor().parameterNames().stream())
                .distinct()
                .toList();
    }

    private Granularity granularity() {
        return named(
                () -> Granularity.parse(space.findText("granularity").orElse(DEFAULT_GRANULARITY)));
    }

    private Map<String, ParameterRange> ranges(List<String> parameters) {
        Map<String, ParameterRange> ranges = new TreeMap<>();
        for (String parameter : parameters) {
            space.find(parameter)
                    .ifPresent(value -> ranges.put(parameter, range(parameter, value)));
        }
        return ranges;
    }

    private ParameterRange range(String key, YamlValue value) {
        return switch (value) {
            case YamlValue.Items(List<YamlValue> ends)
                    when ends.size() == 2
                            && ends.getFirst() instanceof YamlValue.Number(double low)
                            && ends.getLast() instanceof YamlValue.Number(double high) ->
                    named(() -> ParameterRange.between(low, high));
            case YamlValue.Mapping(YamlMap map) when map.has(LITERAL) ->
                    new ParameterRange.Fixed(literal(map.only(LITERAL)));
            case YamlValue other ->
                    new ParameterRange.Fixed(
                            scalar(other)
                                    .orElseThrow(() -> space.mismatch(key, EXPECTED_RANGE, other)));
        };
    }

    /**
     * What {@code {value: …}} stands for: itself, a list as mergekit's gradient over the layers.
     */
    private static ParameterValue.Setting literal(YamlMap map) {
        YamlValue value = map.require(LITERAL);
        if (value instanceof YamlValue.Items(List<YamlValue> items) && !items.isEmpty()) {
            return ParameterValue.gradient(
                    items.stream().mapToDouble(item -> number(map, item)).toArray());
        }
        return scalar(value)
                .orElseThrow(() -> map.mismatch(LITERAL, "a value or a list of numbers", value));
    }

    private static double number(YamlMap map, YamlValue item) {
        if (item instanceof YamlValue.Number(double number)) {
            return number;
        }
        throw map.mismatch(LITERAL, "a list of numbers", item);
    }

    private static Optional<ParameterValue.Scalar> scalar(YamlValue value) {
        return switch (value) {
            case YamlValue.Number(double number) -> Optional.of(ParameterValue.of(number));
            case YamlValue.Flag(boolean flag) -> Optional.of(ParameterValue.of(flag));
            case YamlValue.Text(String text) -> Optional.of(ParameterValue.of(text));
            case YamlValue.Items _, YamlValue.Mapping _, YamlValue.Empty _ -> Optional.empty();
        };
    }

    private Optional<DType> outDtype() {
        return space.findText("out_dtype")
                .map(
                        name ->
                                switch (name) {
                                    case "float32" -> DType.F32;
                                    case "float16" -> DType.F16;
                                    case "bfloat16" -> DType.BF16;
                                    default ->
                                            throw space.mismatch(
                                                    "out_dtype",
                                                    "float32, float16 or bfloat16",
                                                    new YamlValue.Text(name));
                                });
    }

    private Optional<Long> maskSeed() {
        return space.findWhole("seed", 0, Recipe.MAX_MASK_SEED);
    }

    /** Puts the file's name before a complaint that does not know it. */
    private <T> T named(Supplier<T> read) {
        try {
            return read.get();
        } catch (WrongUseException e) {
            throw space.wrong(space.path() + ": " + e.getMessage());
        }
    }
}
