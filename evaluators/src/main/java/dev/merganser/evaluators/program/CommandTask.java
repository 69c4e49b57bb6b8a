package dev.merganser.evaluators.program;

import dev.merganser.evaluators.task.MeasuredScores;
import dev.merganser.evaluators.task.ModelRoom;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.TaskContent;
import dev.merganser.evaluators.task.TaskFile;
import dev.merganser.evaluators.task.TaskKind;
import dev.merganser.recipes.yaml.ByteSizeText;
import dev.merganser.recipes.yaml.DurationText;
import dev.merganser.recipes.yaml.YamlMap;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program of the user's, such as an evaluation harness, which scores merged models. */
public final class CommandTask implements TaskKind {

    /** Its name in task files. */
    public static final String NAME = "command";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> keys() {
        return Set.of("run", "items", "better", "timeout", "disk", "scratch");
    }

    @Override
    public Set<String> allKeys() {
        return Stream.concat(Stream.of("name", "kind", "metric", "metrics"), keys().stream())
                .collect(Collectors.toSet());
    }

    @Override
    public List<String> defaultMetrics() {
        return List.of(); // each task names its own
    }

    @Override
    public Class<?> predictions() {
        return MeasuredScores.class; // which no metric reads: they are scores already
    }

    @Override
    public TaskContent read(TaskFile file) {
        YamlMap yaml = file.yaml();
        ProgramWords run = ProgramWords.of(yaml);
        Map<Split, Integer> items = items(yaml.map("items"));
        if (items.size() > 1) {
            run.require(yaml, ProgramWords.SPLIT);
        }
        requireProgram(yaml, run, file.folder());
        noteFiles(run, file);
        return new CommandContent(
                file.name(),
                run,
                items,
                better(yaml.map("better")),
                yaml.findText("timeout")
                        .map(text -> DurationText.parse(text, yaml.source() + ": timeout"))
                        .orElse(DEFAULT_TIMEOUT),
                room(yaml, file.folder()),
                file.folder());
    }

    private static Map<Split, Integer> items(YamlMap yaml) {
        yaml.only(Stream.of(Split.values()).map(Split::key).toList());
        Map<Split, Integer> items = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            yaml.findWhole(split.key(), 1, Integer.MAX_VALUE)
                    .ifPresent(count -> items.put(split, Math.toIntExact(count)));
        }
        if (!items.containsKey(Split.SEARCH)) {
            throw yaml.wrong("items.search must say how many items the search split has");
        }
        return items;
    }

    private static SequencedMap<String, Boolean> better(YamlMap yaml) {
        SequencedMap<String, Boolean> better = new LinkedHashMap<>();
        for (String metric : yaml.keys()) {
            if (!metric.matches("[A-Za-z0-9_@,.-]+") || metric.startsWith("forgetting.")) {
                throw yaml.wrong(
                        "a metric must be of letters, digits and _ - . , @, and not begin with 'forgetting.'; found '%s'"
                                .formatted(metric));
            }
            better.put(
                    metric,
                    switch (yaml.text(metric)) {
                        case "higher" -> true;
                        case "lower" -> false;
                        default ->
                                throw yaml.wrong(
                                        "better.%s must be higher or lower, found '%s'"
                                                .formatted(metric, yaml.text(metric)));
                    });
        }
        if (better.isEmpty()) {
            throw yaml.wrong("better must name at least one metric, found none");
        }
        return better;
    }

    private static void requireProgram(YamlMap yaml, ProgramWords run, Path folder) {
        if (ProgramPath.find(run.program(), folder).isEmpty()) {
            throw yaml.wrong(
                    "run must begin with a program, but '%s' is none in %s"
                            .formatted(
                                    run.program(),
                                    run.program().contains("/")
                                            ? folder.toString()
                                            : "the folders of PATH"));
        }
    }

    /** Scripts that stand beside the task file belong to what a run is repeated from. */
    private static void noteFiles(ProgramWords run, TaskFile file) {
        for (String word : run.words()) {
            try {
                Path path = file.folder().resolve(word).normalize();
                if (!word.isEmpty() && Files.isRegularFile(path)) {
                    file.note(path);
                }
            } catch (InvalidPathException _) {
                // a word that is no path
            }
        }
    }

    private static ModelRoom room(YamlMap yaml, Path folder) {
        Path scratch =
                yaml.findText("scratch")
                        .map(folder::resolve)
                        .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")))
                        .normalize();
        if (!Files.isDirectory(scratch)) {
            throw yaml.wrong("scratch must be a folder, but there is none at " + scratch);
        }
        long bytes =
                yaml.findText("disk")
                        .map(text -> ByteSizeText.parse(text, yaml.source() + ": disk"))
                        .orElse(Long.MAX_VALUE);
        if (bytes < 1) {
            throw yaml.wrong("disk must be more than 0");
        }
        return new ModelRoom(scratch, bytes);
    }
}
