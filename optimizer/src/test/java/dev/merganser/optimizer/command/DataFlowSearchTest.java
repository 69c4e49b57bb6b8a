package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.Manifest;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontFile;
import dev.merganser.results.front.FrontPoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.LayerCalls;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Searches over paths of layers, from the command line to the exported model. */
class DataFlowSearchTest {

    private static final String PARAMETER =
            "space: {kind: parameter, method: [task_arithmetic, ties], granularity: layer, weight: [0.0, 1.5], density: [0.1, 1.0]}";
    private static final String DATA_FLOW =
            "space: {kind: data-flow, models: [base, digits, fashion], repeats: 2, max_layers: 8}";
    private static final String HYBRID =
            "space: {kind: hybrid, merge: {method: task_arithmetic, granularity: layer, weight: [0.0, 1.5]}, path: {models: [merged, digits], max_layers: 7}}";
    private static final String OBJECTIVES =
            "objectives: [{mean: nll, name: quality}, {cost: layers}]\nbaselines: usual\nmeasures:";

    @TempDir private Path temp;
    private SmallFamily family;
    private int runs;

    @BeforeEach
    void copyTheFamily() {
        family = SmallFamily.in(temp.resolve("family"));
    }

    private Path search(String name, String space) {
        String text = family.searchText();
        int from = text.indexOf("objectives:");
        int to = text.indexOf("measures:");
        String changed =
                text.substring(0, from) + OBJECTIVES + text.substring(to + "measures:".length());
        return family.write(
                name,
                changed.replace(PARAMETER, space)
                        .replace("portfolio", "nsga2")
                        .replace("evaluations: 12", "evaluations: 24"));
    }

    private Path run(Path search, Object... options) {
        runs++;
        Path run = temp.resolve("run" + runs);
        List<Object> words = new ArrayList<>(List.of("search", search, "--out", run));
        words.addAll(List.of(options));
        Program program = Program.run(words.toArray());
        assertThat(program.code()).as(program.err()).isZero();
        return run;
    }

    private static Journal journal(Path run) {
        return JournalReader.read(new RunFolder(run).journal());
    }

    private static RunState state(Path run) {
        return RunState.replay(journal(run));
    }

    private static FrontDocument front(Path run) {
        return FrontFile.read(new RunFolder(run).frontJson());
    }

    private static void assertSameRun(Path one, Path other) {
        assertThat(JournalEquality.difference(journal(one), journal(other))).isEmpty();
        assertThat(state(other).fronts()).isEqualTo(state(one).fronts());
        assertThat(front(other)).isEqualTo(front(one));
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA_FLOW, HYBRID})
    void theJournalIsTheSameForAnyNumberOfThreadsAndAfterAKill(String space) throws IOException {
        Path search = search("paths.yml", space);
        Path two = run(search, "--threads", 2);
        assertThat(state(two).evaluations()).isEqualTo(24);
        assertThat(state(two).failed("search")).isEmpty();
        assertSameRun(two, run(search, "--threads", 1));

        Path broken = run(search);
        var random = new Random(3);
        for (int kill = 0; kill < 3; kill++) {
            cut(new RunFolder(broken).journal(), random);
            assertThat(Program.run("resume", broken, "--threads", 1 + kill % 2).code()).isZero();
        }
        assertSameRun(two, broken);
    }

    /** What is left of a journal after a kill: its head, up to any byte. */
    private static void cut(Path journal, Random random) throws IOException {
        try (var file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 3 + random.nextLong(file.size() * 2 / 3));
        }
    }

    @Test
    void sharingSavesLayerCallsAndChangesNoScore() {
        Path shared = run(search("shared.yml", DATA_FLOW));
        Path alone =
                run(
                        family.write(
                                "alone.yml",
                                read(search("shared.yml", DATA_FLOW))
                                        .replace("threads: 2", "threads: 2, sharing: off")));
        assertSameRun(shared, alone);
        LayerCalls calls = state(shared).layerCalls();
        assertThat(calls.saved()).isPositive();
        assertThat(state(alone).layerCalls()).isEqualTo(new LayerCalls(calls.all(), 0));
        assertThat(sharing(shared)).isEqualTo(true);
        assertThat(sharing(alone)).isEqualTo(false);
    }

    private static Object sharing(Path run) {
        return Manifest.read(new RunFolder(run).manifest()).settings().get("sharing");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theIdentityPathScoresAsTheBaseAndCostsItsLayers() {
        Path run = run(search("paths.yml", DATA_FLOW));
        Event.Scored base = scored(run, CandidateId.baseline(1));
        Event.Scored identity = scored(run, CandidateId.of(1));
        assertThat(state(run).recipe(CandidateId.of(1))).contains("merge_method: layer_path");
        assertThat(identity.objectives()).isEqualTo(base.objectives()).containsEntry("layers", 5.0);
    }

    private static Event.Scored scored(Path run, CandidateId id) {
        return state(run).scored(id, "search").orElseThrow();
    }

    @Test
    void frontReportAndSummaryShowPathsAndLayerCalls() throws IOException {
        Path search = search("paths.yml", DATA_FLOW);
        Path run = temp.resolve("shown");
        Program program = Program.run("search", search, "--out", run);
        assertThat(program.code()).isZero();
        LayerCalls calls = state(run).layerCalls();
        assertThat(program.out()).contains(calls.words() + ".");
        String report = Files.readString(run.resolve("report.html"));
        String shown = Program.run("front", run).out();
        for (FrontPoint point : front(run).points()) {
            String line = point.path().orElseThrow();
            assertThat(line).contains("base 0");
            assertThat(shown).contains("candidate " + point.candidate() + ": " + line + "\n");
            assertThat(report).contains(line);
        }
    }

    @Test
    void aMemberOfTheFrontIsExportedAndScoresAsItDid() {
        Path run = run(search("paths.yml", DATA_FLOW));
        FrontPoint shortest =
                Collections.min(
                        front(run).points(),
                        Comparator.comparingDouble(p -> p.search().value("layers")));
        assertThat(shortest.search().value("layers")).isLessThan(5);
        Path recipe = new RunFolder(run).recipe(shortest.candidate());
        double accuracy = shortest.search().value("digits.accuracy");
        assertThat(accuracy(recipe, Bundled.graph())).isEqualTo(accuracy);

        Path exported = temp.resolve("exported.onnx");
        Program export = Program.run("export", run, "--candidate", shortest.candidate(), exported);
        assertThat(export.code()).as(export.err()).isZero();
        assertThat(accuracy(exported, exported)).isEqualTo(accuracy);
    }

    @Test
    void weightsOfAnotherDepthThanTheGraphsAreNotEvaluatedInIt() {
        Path recipe =
                family.write(
                        "six.yml",
                        """
                        merge_method: layer_path
                        base_model: %1$s
                        merganser:
                          layer_path:
                            layers: [{model: %1$s, layer: 0}, {model: %1$s, layer: 0}, {model: %1$s, layer: 1}, {model: %1$s, layer: 2}, {model: %1$s, layer: 3}, {model: %1$s, layer: 4}]
                        """
                                .formatted(Bundled.base()));
        Path six = temp.resolve("six");
        assertThat(Program.run("merge", recipe, six).code()).isZero();
        Program program =
                Program.run(
                        "evaluate",
                        six,
                        "--task",
                        family.task("digits"),
                        "--graph",
                        Bundled.graph());
        assertThat(program.code()).isEqualTo(2);
        assertThat(program.complaint())
                .isEqualTo(
                        "%s must have the 5 layers of graph %s, found 6. Maybe evaluate the recipe that it is made by, or export it as .onnx."
                                .formatted(six, Bundled.graph()));
        Path onnx = temp.resolve("six.onnx");
        Program merged = Program.run("merge", recipe, onnx, "--graph", Bundled.graph());
        assertThat(merged.code()).as(merged.err()).isZero();
        assertThat(accuracy(onnx, onnx)).isEqualTo(accuracy(recipe, Bundled.graph()));
    }

    private double accuracy(Path model, Path graph) {
        Program program =
                Program.run("evaluate", model, "--task", family.task("digits"), "--graph", graph);
        assertThat(program.code()).as(program.err()).isZero();
        return program.out()
                .lines()
                .filter(line -> line.startsWith("digits.accuracy"))
                .map(line -> line.split(" +")[1])
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLayerThatIsNotThereIsWrongUse() {
        Path recipe =
                family.write(
                        "nine.yml",
                        """
                        merge_method: layer_path
                        base_model: %1$s
                        merganser:
                          layer_path:
                            layers: [{model: %1$s, layer: 9}]
                        """
                                .formatted(Bundled.base()));
        Program program =
                Program.run(
                        "evaluate",
                        recipe,
                        "--task",
                        family.task("digits"),
                        "--graph",
                        Bundled.graph());
        assertThat(program.complaint())
                .isEqualTo(
                        "%s: A layer of '%s' must be 0 to 4, found 9."
                                .formatted(recipe, Bundled.base()));
        assertThat(program.code()).isEqualTo(2);
    }

    @Test
    void aPathThatOverflowsFailsAndTheSearchGoesOn() {
        StringBuilder layers = new StringBuilder();
        for (int i = 0; i < 45; i++) {
            layers.append("      - {model: base, layer: 0, scale: 10}\n");
        }
        family.write(
                "large.yml",
                "merge_method: layer_path\nbase_model: base\nmerganser:\n  layer_path:\n    scale: input\n    layers:\n"
                        + layers);
        Path search =
                search(
                        "paths.yml",
                        "space: {kind: data-flow, models: [base, digits], encoding: path, max_layers: 50, scales: slot, scaled: input, scale: [0.5, 10]}\nstart: [large.yml]");
        Path run = run(search);
        RunState state = state(run);
        assertThat(state.evaluations()).isEqualTo(24);
        assertThat(state.failed("search").get(CandidateId.of(1)).reason())
                .contains("must be finite");
        assertThat(state.scored("search")).containsKey(CandidateId.of(2));
        assertThat(front(run).points()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {cost: layers} | {cost: distance} | cost: distance compares weights with those of the base one by one, which a path of other layers has not. Maybe cost: layers or forgetting.
                    {cost: layers} | {cost: layer} | wrong.yml: objectives[1].cost must be one of latency, parameters, layers, distance, forgetting, found 'layer'. Did you mean 'layers'?
                    {mean: nll, name: quality} | {mean: nll, tasks: [digits]} | wrong.yml: objectives[0].mean needs two tasks or more, and each once, found [digits]
                    {mean: nll, name: quality} | {mean: nll, tasks: [digits, shoes]} | wrong.yml: objectives[0].tasks must be one of the tasks digits, fashion, doodles, found 'shoes'.
                    {mean: nll, name: quality} | {mean: nil} | wrong.yml: objectives[0].mean must be one of
                    threads: 2 | threads: 2, sharing: maybe | wrong.yml: runtime.sharing must be on or off, found the text 'maybe'
                    """)
    void whatPathsDoNotHaveIsRefused(String old, String changed, String complaint) {
        Path search =
                family.write(
                        "wrong.yml", read(search("paths.yml", DATA_FLOW)).replace(old, changed));
        Program check = Program.run("check", search);
        assertThat(check.code()).as(check.out()).isEqualTo(2);
        assertThat(check.out().replace(temp.resolve("family") + "/", "")).contains(complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmaes", "sep_cmaes"})
    void everyGeneOfAPathCanMoveAsANumber(String algorithm) {
        Path search =
                family.write(
                        "strategy.yml",
                        read(search("paths.yml", DATA_FLOW.replace("}", ", scales: slot}")))
                                .replace("nsga2", algorithm));
        Path run = run(search, "--threads", 2);
        RunState state = state(run);
        assertThat(state.evaluations()).isEqualTo(24);
        assertThat(state.failed("search")).isEmpty();
        assertThat(front(run).points()).isNotEmpty();
        assertSameRun(run, run(search, "--threads", 1));
    }

    @Test
    void aHybridSpaceOfScaledPathsMayBeShallowerThanTheBase() {
        Path search =
                search(
                        "shallow.yml",
                        HYBRID.replace("max_layers: 7", "max_layers: 4, scales: slot"));
        assertThat(state(run(search)).failed("search")).isEmpty();
    }

    @Test
    void checkOpensModelsAndGraphsOfPaths() {
        Program check = Program.run("check", search("paths.yml", DATA_FLOW));
        assertThat(check.code()).isZero();
        assertThat(check.out()).contains("nothing is wrong");
    }
}
