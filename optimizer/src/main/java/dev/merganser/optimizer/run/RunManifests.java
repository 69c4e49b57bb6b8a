package dev.merganser.optimizer.run;

import dev.merganser.evaluators.WeightMode;
import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.evaluators.session.RuntimeInfo;
import dev.merganser.evaluators.task.Task;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.coefficient.DescentSettings;
import dev.merganser.optimizer.coefficient.FrankWolfeSettings;
import dev.merganser.optimizer.coefficient.StartPoint;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.space.DataFlowSpace;
import dev.merganser.optimizer.space.HybridSpace;
import dev.merganser.optimizer.space.HybridSpace.SearchOrder;
import dev.merganser.optimizer.space.ParameterRange;
import dev.merganser.optimizer.space.ParameterSpace;
import dev.merganser.optimizer.space.PathPreset;
import dev.merganser.optimizer.space.ScaleEncoding;
import dev.merganser.optimizer.space.ScaleSettings;
import dev.merganser.optimizer.space.SpaceSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.file.FileHashes;
import dev.merganser.recipes.method.Argument;
import dev.merganser.results.Manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Makes the manifest of a run, and reads settings from one. */
final class RunManifests {

    static final String SEARCH_FOLDER = "searchFolder";
    static final String EVALUATIONS = "evaluations";
    private static final String COEFFICIENTS = "coefficients";
    private static final String BLOCKS = "blocks";
    private static final String WEIGHTS = "weights";

    private RunManifests() {}

    /** The manifest of a run that begins now. */
    static Manifest of(Workbench workbench, Path searchFolder, List<String> command) {
        SearchSettings settings = workbench.settings();
        return new Manifest(
                settings.name(),
                Instant.now(),
                command,
                settings.algorithm().seed(),
                settings.runtime().threads(),
                resolved(workbench, searchFolder),
                Map.of(WEIGHTS, workbench.instruments().weights().name()),
                inputs(workbench),
                versions(workbench),
                machine(),
                workbench.warnings());
    }

    private static Map<String, Object> resolved(Workbench workbench, Path searchFolder) {
        SearchSettings settings = workbench.settings();
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put(SEARCH_FOLDER, searchFolder.toAbsolutePath().normalize().toString());
        resolved.put("algorithm", settings.algorithm().algorithm());
        resolved.put("lag", settings.algorithm().lag());
        settings.algorithm().population().ifPresent(size -> resolved.put("population", size));
        settings.algorithm()
                .coefficients()
                .ifPresent(learned -> resolved.put(COEFFICIENTS, resolved(settings, learned)));
        Map<String, Object> map = MapManifest.of(workbench.algorithm());
        if (!map.isEmpty()) {
            resolved.put(MapManifest.KEY, map);
        }
        workbench.estimator().ifPresent(used -> resolved.put("estimator", used.key()));
        settings.models().keep().ifPresent(most -> resolved.put("keep", most));
        resolved.put("baselines", workbench.baselines().key());
        resolved.put(EVALUATIONS, settings.budget().evaluations());
        settings.budget().time().map(Duration::toString).ifPresent(t -> resolved.put("time", t));
        resolved.put("provider", workbench.instruments().provider());
        resolved.put("batch", settings.runtime().batch());
        if (settings.searchesPaths()) {
            resolved.put("sharing", settings.runtime().sharing());
        }
        resolved.put("space", resolved(settings.space()));
        Map<String, String> blocks = blocks(workbench);
        if (!blocks.isEmpty()) {
            resolved.put(BLOCKS, blocks);
        }
        return resolved;
    }

    /** The layers of each block with their norms. */
    private static Map<String, String> blocks(Workbench workbench) {
        Map<String, String> blocks = new LinkedHashMap<>();
        workbench.genome().blocks().forEach(block -> blocks.put(block.name(), block.words()));
        return blocks;
    }

    /** Refuses to go on where genes would stand for other layers than when the run began. */
    static void requireSameBlocks(Manifest manifest, Workbench workbench) {
        Map<String, String> before =
                manifest.settings().get(BLOCKS) instanceof Map<?, ?> blocks
                        ? words(blocks)
                        : Map.of();
        Map<String, String> now = words(blocks(workbench));
        if (!before.equals(now)) {
            throw new BadDataException(
                    "A run needs the blocks of layers that it began with, but they were %s and are %s. Maybe the program is another version: start a new run."
                            .formatted(before, now));
        }
    }

    private static Map<String, Object> resolved(
            SearchSettings settings, CoefficientSettings learned) {
        Map<String, Object> resolved = new LinkedHashMap<>(resolved(learned.losses()));
        settings.algorithm().population().ifPresent(size -> resolved.put("population", size));
        settings.algorithm().stepSize().ifPresent(size -> resolved.put("step", size));
        DescentSettings descent = learned.descent();
        resolved.put(
                "start_point",
                switch (learned.start()) {
                    case StartPoint.Value(double value) -> value;
                    case StartPoint.Baseline() -> "baseline";
                });
        resolved.put("steps", descent.steps());
        resolved.put("rate", descent.rate());
        resolved.put("decay", descent.decay());
        resolved.put("clip", descent.clip());
        resolved.put("regularization", descent.regularization());
        resolved.put("every", descent.every());
        resolved.put("patience", descent.patience());
        resolved.put("gradient", learned.estimation().estimator().key());
        resolved.put("fallback", learned.estimation().spsaAllowed() ? "spsa" : "none");
        resolved.put("width", learned.estimation().width());
        resolved.put("pairs", learned.estimation().pairs());
        resolved.put("important", learned.important());
        if (learned.method() == CoefficientMethod.FRANK_WOLFE) {
            resolved.putAll(resolved(learned.frankWolfe()));
        }
        resolved.put("activations", learned.gradients().activations().key());
        resolved.put("forwards", learned.gradients().forwards());
        return resolved;
    }

    private static Map<String, Object> resolved(FrankWolfeSettings form) {
        return Map.of(
                "soft", form.soft(),
                "oracle", form.oracle().name().toLowerCase(Locale.ROOT),
                "by_group", form.byGroup(),
                "inner", form.inner());
    }

    private static Map<String, Object> resolved(LossSettings losses) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        Map<String, Object> terms = new LinkedHashMap<>();
        losses.formula().terms().forEach((term, factor) -> terms.put(term.key(), factor));
        resolved.put("loss", terms);
        resolved.put("balance", losses.formula().balance().key());
        resolved.put("confidence", losses.choice().confidence());
        resolved.put("agreement", losses.choice().agreement());
        losses.guidance().labels().ifPresent(items -> resolved.put("labels", items));
        if (!losses.guidance().teachers().isEmpty()) {
            resolved.put("teachers", new TreeMap<>(losses.guidance().teachers()));
        }
        resolved.put("temperature", losses.formula().temperature());
        resolved.put("batch", losses.draws().batch());
        resolved.put("batches", losses.draws().batches());
        resolved.put("held_out", losses.draws().heldOut());
        return resolved;
    }

    private static Map<String, Object> resolved(SpaceSettings space) {
        return switch (space) {
            case ParameterSpace merges -> resolved(merges);
            case DataFlowSpace paths -> resolved(paths);
            case HybridSpace both -> resolved(both);
        };
    }

    private static Map<String, Object> resolved(HybridSpace space) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("kind", "hybrid");
        resolved.put("merge", resolved(space.merge()));
        resolved.put("path", resolved(space.path()));
        resolved.put("merged", space.merged().name().toLowerCase(Locale.ROOT));
        switch (space.order()) {
            case SearchOrder.Joint() -> resolved.put("order", "joint");
            case SearchOrder.MergeFirst(int evaluations) -> {
                resolved.put("order", "merge-first");
                resolved.put("merge_evaluations", evaluations);
            }
        }
        return resolved;
    }

    private static Map<String, Object> resolved(DataFlowSpace space) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("kind", "data-flow");
        resolved.put("encoding", space.encoding().key());
        resolved.put("models", space.models());
        resolved.put("repeats", space.repeats());
        resolved.put("ends", space.ends());
        resolved.put("pinned", space.pinned());
        space.maxLayers().ifPresent(most -> resolved.put("max_layers", most));
        ScaleSettings scales = space.scales();
        resolved.put("scales", scales.encoding().key());
        if (!(scales.encoding() instanceof ScaleEncoding.None)) {
            resolved.put("scaled", scales.scaled().key());
            resolved.put("scale", List.of(scales.low(), scales.high()));
            resolved.put("scale_step", scales.step());
        }
        if (scales.encoding() instanceof ScaleEncoding.Network(int hidden)) {
            resolved.put("hidden", hidden);
        }
        resolved.put("presets", space.presets().stream().map(PathPreset::key).toList());
        return resolved;
    }

    private static Map<String, Object> resolved(ParameterSpace space) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("method", space.methods());
        resolved.put("granularity", space.granularity().key());
        space.parameters().forEach((name, range) -> resolved.put(name, resolved(range)));
        space.around().align().ifPresent(alignment -> resolved.put("align", alignment.word()));
        space.around()
                .numbers()
                .forEach((number, range) -> resolved.put(number.key(), resolved(range)));
        space.outDtype().ifPresent(type -> resolved.put("out_dtype", type.name()));
        space.maskSeed().ifPresent(seed -> resolved.put("seed", seed));
        return resolved;
    }

    private static Object resolved(ParameterRange range) {
        return switch (range) {
            case ParameterRange.Fixed(var value) -> value.toString();
            case ParameterRange.Gene(double low, double high) -> List.of(low, high);
            case ParameterRange.Parts(var each, int count) ->
                    List.of(each.low(), each.high(), count);
            case ParameterRange.Choice(var values) -> values.stream().map(Argument::shown).toList();
            case ParameterRange.Each(var byExpert) -> byExpert.toString();
        };
    }

    private static List<Manifest.Input> inputs(Workbench workbench) {
        List<Manifest.Input> inputs = new ArrayList<>();
        SearchSettings settings = workbench.settings();
        settings.models()
                .paths()
                .forEach((alias, path) -> files(path).forEach(f -> inputs.add(input(alias, f))));
        workbench
                .instruments()
                .graphFiles()
                .forEach(file -> inputs.add(input(Manifest.GRAPH, file)));
        for (Task task : workbench.tasks()) {
            task.files().forEach(file -> inputs.add(input("task " + task.name(), file)));
        }
        settings.space().files().forEach(file -> inputs.add(input("statistics", Path.of(file))));
        return inputs;
    }

    /** A file itself, or the weights in a folder. */
    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + path, e);
        }
    }

    private static Manifest.Input input(String role, Path file) {
        return new Manifest.Input(
                role, file.toAbsolutePath().normalize().toString(), FileHashes.ofUser().of(file));
    }

    private static Map<String, String> versions(Workbench workbench) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("merganser", ProgramVersion.text());
        versions.put("java", Runtime.version().toString());
        versions.put("onnxruntime", RuntimeInfo.here().version());
        versions.put("provider", workbench.instruments().provider());
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        versions.put("arch", System.getProperty("os.arch"));
        return versions;
    }

    private static Map<String, String> machine() {
        return Map.of("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    }

    /** The manifest with another budget, for a run that is extended. */
    static Manifest withEvaluations(Manifest manifest, int evaluations) {
        Map<String, Object> settings = new LinkedHashMap<>(manifest.settings());
        settings.put(EVALUATIONS, evaluations);
        return new Manifest(
                manifest.name(),
                manifest.created(),
                manifest.command(),
                manifest.seed(),
                manifest.threads(),
                settings,
                manifest.tuned(),
                manifest.inputs(),
                manifest.versions(),
                manifest.machine(),
                manifest.warnings());
    }

    /** Refuses to go on with other settings of the algorithm than the run began with. */
    static void requireUnchanged(Manifest manifest, SearchSettings settings) {
        requireUnchanged(
                manifest,
                COEFFICIENTS,
                settings.algorithm()
                        .coefficients()
                        .map(learned -> resolved(settings, learned))
                        .orElse(Map.of()));
        requireUnchanged(manifest, MapManifest.KEY, MapManifest.of(settings.algorithm()));
    }

    private static void requireUnchanged(
            Manifest manifest, String section, Map<String, Object> settings) {
        Map<String, String> before =
                manifest.settings().get(section) instanceof Map<?, ?> recorded
                        ? words(recorded)
                        : Map.of();
        Map<String, String> now = words(settings);
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(now.keySet());
        for (String key : keys) {
            String began = before.getOrDefault(key, "nothing");
            String found = now.getOrDefault(key, "nothing");
            if (!began.equals(found)) {
                throw new BadDataException(
                        "A run needs the settings that it began with, but %s was %s and search.yml of the run says %s. Maybe start a new run."
                                .formatted(key, began, found));
            }
        }
    }

    private static Map<String, String> words(Map<?, ?> settings) {
        Map<String, String> words = new TreeMap<>();
        settings.forEach((key, value) -> words.put(key.toString(), words(value)));
        return words;
    }

    /** The same for a value and for what a file holds of it, where 1.0 may be a whole number. */
    private static String words(Object value) {
        return switch (value) {
            case Map<?, ?> map -> words(map).toString();
            case List<?> list -> list.stream().map(RunManifests::words).toList().toString();
            case Number number -> String.valueOf(number.doubleValue());
            default -> value.toString();
        };
    }

    /** How weights reached ONNX Runtime when the run began; resume does as it did. */
    static WeightMode weights(Manifest manifest) {
        return WeightMode.parse(manifest.tuned().getOrDefault(WEIGHTS, WeightMode.FEED.name()));
    }

    /** The text of a setting. */
    static String setting(Manifest manifest, String name) {
        return Objects.toString(manifest.settings().get(name), "");
    }

    /** The number of evaluations of a setting. */
    static int evaluations(Manifest manifest) {
        if (manifest.settings().get(EVALUATIONS) instanceof Number number) {
            return number.intValue();
        }
        throw new BadDataException("The manifest must hold settings.evaluations, found none.");
    }
}
