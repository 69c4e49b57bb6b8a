package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.optimizer.algorithm.AlgorithmSettings;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * Reads {@code search.yml}. Paths in it are relative to a folder, usually its own. Every unknown
 * key, missing key and value of the wrong kind is refused with one line.
 */
public final class SearchFile {

    private static final int DEFAULT_EVALUATIONS = 400;
    private static final long DEFAULT_SEED = 1;

    private final YamlMap yaml;
    private final Path folder;

    private SearchFile(YamlMap yaml, Path folder) {
        this.yaml = yaml;
        this.folder = folder;
    }

    /** Reads a search file; its paths are relative to its own folder. */
    public static SearchSettings read(Path file) {
        return read(file, folderOf(file), stem(file));
    }

    /**
     * Reads a copy of a search file.
     *
     * @param folder what its paths are relative to
     * @param name of the run, unless the file gives one
     */
    public static SearchSettings read(Path file, Path folder, String name) {
        return new SearchFile(YamlMap.read(file), folder.toAbsolutePath().normalize())
                .settings(name);
    }

    /** The folder that the paths of a search file are relative to. */
    public static Path folderOf(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().normalize().getParent()).orElse(file);
    }

    /** A file's name without its ending. */
    public static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    private SearchSettings settings(String name) {
        yaml.only(
                "name",
                "models",
                "graph",
                "tasks",
                "objectives",
                "measures",
                "constraints",
                "space",
                "search",
                "start",
                "budget",
                "runtime");
        Map<String, TaskSource> tasks = tasks();
        var quantities = new QuantityReader(yaml, tasks.keySet());
        return new SearchSettings(
                yaml.findText("name").orElse(name),
                models(yaml.map("models")),
                tasks,
                quantities.objectives(),
                quantities.measures(),
                quantities.constraints(),
                SpaceReader.read(yaml.map("space")),
                algorithm(yaml.findMap("search")),
                starts(),
                budget(yaml.findMap("budget")),
                runtime(yaml.findMap("runtime")));
    }

    private ModelSettings models(YamlMap models) {
        models.only("base", "experts");
        SequencedMap<String, Path> experts = new LinkedHashMap<>();
        YamlMap given = models.map("experts");
        for (String alias : given.keys()) {
            if (alias.equals(ModelSettings.BASE) || !alias.matches("[A-Za-z0-9_.-]+")) {
                throw given.wrong(
                        "an expert's alias must be of letters, digits, '_', '-' and '.', and not 'base'; found '"
                                + alias
                                + "'");
            }
            experts.put(alias, path(given.text(alias)));
        }
        if (experts.isEmpty()) {
            throw models.wrong("'models.experts' must name at least one expert, found none");
        }
        return new ModelSettings(
                path(models.text("base")), experts, yaml.findText("graph").map(this::path));
    }

    private Map<String, TaskSource> tasks() {
        Map<String, TaskSource> tasks = new LinkedHashMap<>();
        YamlMap given = yaml.map("tasks");
        for (String name : given.keys()) {
            tasks.put(name, task(given, name));
        }
        if (tasks.isEmpty()) {
            throw yaml.wrong("'tasks' must name at least one task, found none");
        }
        return tasks;
    }

    private TaskSource task(YamlMap given, String name) {
        return switch (given.require(name)) {
            case YamlValue.Mapping(YamlMap inPlace) -> new TaskSource(inPlace, folder);
            case YamlValue.Text(String file) ->
                    new TaskSource(YamlMap.read(path(file)), folderOf(path(file)));
            case YamlValue other ->
                    throw given.mismatch(name, "a task file's path or a mapping", other);
        };
    }

    private static AlgorithmChoice algorithm(Optional<YamlMap> search) {
        if (search.isEmpty()) {
            return new AlgorithmChoice(
                    "portfolio",
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    AlgorithmSettings.DEFAULT_LAG,
                    DEFAULT_SEED);
        }
        YamlMap map = search.get().only("algorithm", "population", "step", "lag", "seed");
        return new AlgorithmChoice(
                map.findText("algorithm").orElse("portfolio"),
                whole(map, "population", 100_000),
                step(map),
                whole(map, "lag", 100_000).orElse(AlgorithmSettings.DEFAULT_LAG),
                map.findWhole("seed", 0, (1L << 53) - 1).orElse(DEFAULT_SEED));
    }

    private static OptionalDouble step(YamlMap map) {
        Optional<Double> step = map.findNumber("step");
        if (step.isPresent() && !(step.get() > 0 && step.get() <= 1)) {
            throw map.mismatch(
                    "step", "a number above 0 and up to 1", new YamlValue.Number(step.get()));
        }
        return step.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    private static OptionalInt whole(YamlMap map, String key, int high) {
        return map.findWhole(key, 1, high)
                .map(value -> OptionalInt.of(value.intValue()))
                .orElseGet(OptionalInt::empty);
    }

    private List<Path> starts() {
        List<Path> starts = new ArrayList<>();
        for (YamlValue value : yaml.findList("start").orElse(List.of())) {
            if (value instanceof YamlValue.Text(String file)) {
                starts.add(path(file));
            } else {
                throw yaml.mismatch("start", "a list of recipe files", value);
            }
        }
        return starts;
    }

    private static BudgetSettings budget(Optional<YamlMap> budget) {
        if (budget.isEmpty()) {
            return new BudgetSettings(DEFAULT_EVALUATIONS, Optional.empty());
        }
        YamlMap map = budget.get().only("evaluations", "time");
        return new BudgetSettings(
                whole(map, "evaluations", 100_000_000).orElse(DEFAULT_EVALUATIONS),
                map.findText("time").map(text -> DurationText.parse(text, name(map, "time"))));
    }

    private static RuntimeSettings runtime(Optional<YamlMap> runtime) {
        RuntimeSettings defaults = RuntimeSettings.defaults();
        if (runtime.isEmpty()) {
            return defaults;
        }
        YamlMap map = runtime.get().only("provider", "threads", "batch", "memory");
        return defaults.withProvider(provider(map))
                .withThreads(whole(map, "threads", 4096).orElse(defaults.threads()))
                .withBatch(whole(map, "batch", 1 << 20).orElse(defaults.batch()))
                .withMemoryBytes(
                        map.findText("memory")
                                .map(text -> ByteSizeText.parse(text, name(map, "memory")))
                                .orElse(defaults.memoryBytes()));
    }

    private static Provider provider(YamlMap map) {
        try {
            return Provider.parse(map.findText("provider").orElse("auto"));
        } catch (WrongUseException e) {
            throw map.wrong(map.path() + "." + e.getMessage());
        }
    }

    private static String name(YamlMap map, String key) {
        return map.source() + ": " + map.path() + "." + key;
    }

    private Path path(String text) {
        return folder.resolve(text).normalize();
    }
}
