package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.WeightMode;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.optimizer.space.Granularity;
import dev.merganser.optimizer.space.HybridSpace;
import dev.merganser.optimizer.space.HybridSpace.SearchOrder.MergeFirst;
import dev.merganser.optimizer.space.ParameterSpace;
import dev.merganser.optimizer.space.SpaceSettings;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.ByteSizeText;
import dev.merganser.recipes.yaml.DurationText;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code search.yml}. Paths in it are relative to a folder, usually its own. Every unknown
 * key, missing key and value of the wrong kind is refused with one line.
 */
public final class SearchFile {

    private static final int DEFAULT_EVALUATIONS = 400;

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
                "baselines",
                "budget",
                "runtime");
        Map<String, TaskSource> tasks = tasks();
        boolean graphNeeded = !tasks.values().stream().allMatch(TaskSource::isCommand);
        ModelSettings models = new ModelReader(yaml, this::path).models(graphNeeded);
        var quantities = new QuantityReader(yaml, tasks);
        BudgetSettings budget = budget(yaml.findMap("budget"));
        return kept(settings(name, tasks, models, quantities, budget));
    }

    private SearchSettings settings(
            String name,
            Map<String, TaskSource> tasks,
            ModelSettings models,
            QuantityReader quantities,
            BudgetSettings budget) {
        List<MeasureSettings> objectives = quantities.objectives();
        return new SearchSettings(
                yaml.findText("name").orElse(name),
                models,
                tasks,
                objectives,
                quantities.measures(),
                quantities.constraints(),
                space(models, budget),
                AlgorithmReader.read(
                        yaml.findMap("search"),
                        tasks.keySet(),
                        models.experts().keySet(),
                        objectives.stream().map(MeasureSettings::name).toList()),
                starts(),
                baselines(),
                budget,
                runtime(yaml.findMap("runtime")));
    }

    /** A space whose second phase, where it has one, begins within the budget. */
    private SpaceSettings space(ModelSettings models, BudgetSettings budget) {
        SpaceSettings space =
                SpaceReader.read(yaml.map("space"), models.aliases(), models.merged(), this::path);
        if (space instanceof HybridSpace hybrid
                && hybrid.order() instanceof MergeFirst(int merges)
                && merges >= budget.evaluations()) {
            throw yaml.wrong(
                    "space.merge_evaluations must be below the %d evaluations of the budget, found %d"
                            .formatted(budget.evaluations(), merges));
        }
        return space;
    }

    /** What names experts, or opens them all, cannot go with a choice among them. */
    private SearchSettings kept(SearchSettings settings) {
        if (settings.models().keep().isEmpty()) {
            return settings;
        }
        if (settings.searchesPaths()) {
            throw yaml.wrong(
                    "models.keep is for a space of kind parameter; the pool of other spaces is space.models");
        }
        if (settings.space() instanceof ParameterSpace merges
                && merges.granularity() instanceof Granularity.Blocks) {
            throw yaml.wrong(
                    "models.keep needs groups that are known before the experts are, found granularity "
                            + merges.granularity().key());
        }
        if (settings.algorithm().coefficients().isPresent()) {
            throw yaml.wrong(
                    "models.keep is for algorithms that propose recipes, but search.algorithm %s learns the weights of all experts"
                            .formatted(settings.algorithm().algorithm()));
        }
        if (!settings.starts().isEmpty()) {
            throw yaml.wrong(
                    "start must be left out where models.keep is set: which experts recipes may merge is known only when all are scored");
        }
        return settings;
    }

    private Map<String, TaskSource> tasks() {
        Map<String, TaskSource> tasks = new LinkedHashMap<>();
        YamlMap given = yaml.map("tasks");
        for (String name : given.keys()) {
            if (name.equals(Cost.TASK)) {
                throw given.wrong("no task may have the name 'cost', which stands for none");
            }
            if (name.contains(TaskMean.SEPARATOR)) {
                throw given.wrong("no task may have a '+' in its name, found '%s'".formatted(name));
            }
            tasks.put(name, task(given, name));
        }
        if (tasks.isEmpty()) {
            throw yaml.wrong("tasks must name at least one task, found none");
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

    private BaselineChoice baselines() {
        String word = yaml.findText("baselines").orElse(BaselineChoice.TUNED.key());
        return BaselineChoice.named(word)
                .orElseThrow(
                        () ->
                                yaml.wrong(
                                        "baselines must be one of %s, found '%s'"
                                                .formatted(
                                                        String.join(", ", BaselineChoice.keys()),
                                                        word)));
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
                WholeNumbers.find(map, "evaluations", 100_000_000).orElse(DEFAULT_EVALUATIONS),
                map.findText("time").map(text -> DurationText.parse(text, name(map, "time"))));
    }

    private static RuntimeSettings runtime(Optional<YamlMap> runtime) {
        RuntimeSettings defaults = RuntimeSettings.defaults();
        if (runtime.isEmpty()) {
            return defaults;
        }
        YamlMap map =
                runtime.get()
                        .only(
                                "provider",
                                "cuda",
                                "threads",
                                "batch",
                                "memory",
                                "weights",
                                "sharing");
        return defaults.withProvider(provider(map))
                .withWeights(weights(map))
                .withSharing(sharing(map))
                .withThreads(WholeNumbers.find(map, "threads", 4096).orElse(defaults.threads()))
                .withBatch(WholeNumbers.find(map, "batch", 1 << 20).orElse(defaults.batch()))
                .withMemoryBytes(
                        map.findText("memory")
                                .map(text -> ByteSizeText.parse(text, name(map, "memory")))
                                .orElse(defaults.memoryBytes()));
    }

    private static Provider provider(YamlMap map) {
        try {
            Provider provider = Provider.parse(map.findText("provider").orElse("auto"));
            return map.findMap("cuda").map(cuda -> provider.withCuda(texts(cuda))).orElse(provider);
        } catch (WrongUseException e) {
            throw map.wrong(map.path() + "." + e.getMessage());
        }
    }

    private static WeightMode weights(YamlMap map) {
        try {
            return WeightMode.parse(map.findText("weights").orElse("auto"));
        } catch (WrongUseException e) {
            throw map.wrong(map.path() + "." + e.getMessage());
        }
    }

    private static boolean sharing(YamlMap map) {
        YamlValue value = map.find("sharing").orElse(new YamlValue.Flag(true));
        return switch (value) {
            case YamlValue.Flag(boolean on) -> on;
            case YamlValue.Text(String word) when word.equals("on") -> true;
            case YamlValue.Text(String word) when word.equals("off") -> false;
            default -> throw map.mismatch("sharing", "on or off", value);
        };
    }

    private static Map<String, String> texts(YamlMap map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.keys().forEach(key -> texts.put(key, map.text(key)));
        return texts;
    }

    private static String name(YamlMap map, String key) {
        return map.source() + ": " + map.path() + "." + key;
    }

    private Path path(String text) {
        return folder.resolve(text).normalize();
    }
}
