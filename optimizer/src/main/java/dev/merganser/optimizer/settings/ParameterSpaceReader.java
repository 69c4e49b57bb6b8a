package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.space.Granularity;
import dev.merganser.optimizer.space.ParameterRange;
import dev.merganser.optimizer.space.ParameterSpace;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.ParameterSpec.Kind;
import dev.merganser.recipes.recipe.AroundReader;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the parameter space of a search file. */
final class ParameterSpaceReader {

    private static final List<String> OWN_KEYS =
            List.of("kind", "method", "granularity", "out_dtype", "seed");
    private static final String DEFAULT_GRANULARITY = "layer";
    private final YamlMap space;
    private final List<String> experts;
    private final Function<String, Path> file;

    private ParameterSpaceReader(YamlMap space, List<String> experts, Function<String, Path> file) {
        this.space = space;
        this.experts = experts;
        this.file = file;
    }

    /**
     * Reads a space and checks it against the merge methods.
     *
     * @param experts aliases of the experts
     * @param merged how many of them go into a merge
     * @param file finds a file that a parameter names
     */
    static ParameterSpace read(
            YamlMap space, List<String> experts, int merged, Function<String, Path> file) {
        ParameterSpace settings = new ParameterSpaceReader(space, experts, file).settings();
        try {
            settings.check(merged);
            return settings;
        } catch (WrongUseException e) {
            throw space.wrong(
                    String.valueOf(e.getMessage()).replaceFirst("^space\\.", space.path() + "."));
        }
    }

    private ParameterSpace settings() {
        List<String> methods = methods();
        List<String> known = new ArrayList<>(OWN_KEYS);
        known.addAll(AroundReader.KEYS);
        known.addAll(parameters(methods));
        space.only(known);
        return new ParameterSpace(
                methods,
                granularity(),
                ranges(methods),
                AroundSpaceReader.read(space),
                outDtype(),
                maskSeed());
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
                    space.path()
                            + ".method must name at least one merge method, and each once, found "
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

    private Map<String, ParameterRange> ranges(List<String> methods) {
        var reader = new RangeReader(space, experts);
        Optional<PartsReader> parts = PartsReader.of(space);
        Map<String, ParameterRange> ranges = new TreeMap<>();
        for (String parameter : parameters(methods)) {
            boolean counts = parts.isPresent() && parameter.equals(PartsReader.KEY);
            if (space.has(parameter) && !counts) {
                ParameterRange range = reader.range(parameter);
                ranges.put(parameter, namesFiles(methods, parameter) ? located(range) : range);
            }
        }
        parts.ifPresent(found -> found.divide(ranges));
        return ranges;
    }

    /** Whether a parameter of any method names files. */
    private static boolean namesFiles(List<String> methods, String parameter) {
        return methods.stream()
                .map(name -> MergeMethods.named(name).descriptor())
                .flatMap(method -> method.parameter(parameter).stream())
                .anyMatch(spec -> spec.kind() == Kind.FILE);
    }

    /** The same with paths that are relative to the search file made so that they can be opened. */
    private ParameterRange located(ParameterRange range) {
        return switch (range) {
            case ParameterRange.Fixed(var value) -> new ParameterRange.Fixed(located(value));
            case ParameterRange.Each(var byExpert) -> {
                Map<String, ParameterValue.Setting> located = new TreeMap<>();
                byExpert.forEach((expert, value) -> located.put(expert, located(value)));
                yield new ParameterRange.Each(located);
            }
            case ParameterRange.Choice(var values) ->
                    new ParameterRange.Choice(values.stream().map(this::located).toList());
            case ParameterRange.Gene _, ParameterRange.Parts _ -> range;
        };
    }

    private ParameterValue.Setting located(ParameterValue.Setting value) {
        return value instanceof ParameterValue.Scalar(Argument one)
                ? new ParameterValue.Scalar(located(one))
                : value;
    }

    private Argument located(Argument value) {
        return value instanceof Argument.Text(String path)
                ? Argument.of(file.apply(path).toString())
                : value;
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

    private <T> T named(Supplier<T> read) {
        return RangeReader.named(space, read);
    }
}
