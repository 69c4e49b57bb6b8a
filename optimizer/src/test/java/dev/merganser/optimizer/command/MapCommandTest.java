package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.Manifest;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.value.CandidateId;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Searches by MAP, on the bundled models with a few of their items. */
class MapCommandTest {

    private static final String SPACE =
            "{kind: parameter, method: task_arithmetic, granularity: global, weight: [0.0, 1.5]}";

    @TempDir private static Path shared;
    private static SmallFamily family;

    @TempDir private Path temp;

    @BeforeAll
    static void makeFamily() {
        family = SmallFamily.in(shared.resolve("family"));
    }

    private static Path search(String name, String space, String search, int evaluations) {
        return family.write(name, family.searchText(space, search, evaluations));
    }

    private static RunState state(Path run) {
        return RunState.replay(JournalReader.read(new RunFolder(run).journal()));
    }

    @Test
    void fitsAreJournaledReportedAndKeptAtResume() throws IOException {
        Path run = temp.resolve("run");
        Path file = search("map.yml", SPACE, "{algorithm: map, seed: 1, map: {batch: 3}}", 16);
        assertThat(Program.run("check", file).out())
                .contains(
                        "note: search.algorithm map: 3 genes, 10 terms of a quadratic, 12 points before the first fit, then about 2 rounds of 3.");
        Program program = Program.run("search", file, "--out", run);
        assertThat(program.code()).as(program.err()).isZero();
        assertThat(program.out()).contains("Surrogates were fitted 2 times");
        assertThat(program.err()).contains("fit 1 to ", " of digits.nll");
        assertThat(Files.readString(run.resolve("run.log"))).contains("fit 1 to ");
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("<h2>Surrogates of the objectives</h2>", "measured − promised");
        assertThat(state(run).fits()).extracting(Event.Fit::number).containsExactly(1, 2);
        assertThat(Manifest.read(new RunFolder(run).manifest()).settings().get("map"))
                .isEqualTo(
                        Map.of(
                                "design",
                                "d_optimal",
                                "initial",
                                12,
                                "batch",
                                3,
                                "warp",
                                "auto",
                                "leverage",
                                0.5,
                                "focus",
                                0.03,
                                "patience",
                                4));
        assertThat(Program.run("resume", run, "--evaluations", 30).code()).isZero();
        assertThat(state(run).evaluations()).isGreaterThan(16);
        assertThat(state(run).proposed(CandidateId.of(13)).map(Event.Proposed::origin))
                .contains("surrogate");
    }

    @Test
    void otherSettingsAtResumeAreRefused() throws IOException {
        Path run = temp.resolve("run");
        Path file = search("other.yml", SPACE, "{algorithm: map, seed: 1, map: {initial: 4}}", 5);
        assertThat(Program.run("search", file, "--out", run).code()).isZero();
        Path copy = new RunFolder(run).searchFile();
        Files.writeString(copy, Files.readString(copy).replace("initial: 4", "initial: 5"));
        assertThat(Program.run("resume", run, "--evaluations", 9).err())
                .contains(
                        "A run needs the settings that it began with, but initial was 4.0 and is 5.0 by search.yml of the run.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    map: {design: sobol} | search.map.design must be d_optimal, latin_hypercube or published, found 'sobol'
                    map: {initial: 0} | search.map.initial must be a whole number from 1 to 100000, found the number 0
                    map: {batch: 0} | search.map.batch must be a whole number from 1 to 100000, found the number 0
                    map: {warp: log} | search.map.warp must be auto, identity, sigmoid or softplus, found 'log'
                    map: {leverage: -1} | search.map.leverage must be a number from 0 to 100000, found the number -1
                    map: {focus: -1} | search.map.focus must be a number from 0 to 100000, found the number -1
                    map: {patience: 0} | search.map.patience must be a whole number from 1 to 100000, found the number 0
                    map: {initial: 61} | search.map.initial must be at most the 60 evaluations of the budget, found 61.
                    population: 8 | search.population has no effect on the algorithm map
                    step: 0.2 | search.step has no effect on the algorithm map
                    lag: 4 | search.lag has no effect on the algorithm map
                    """)
    void wrongSettings(String setting, String complaint) {
        Path file = search("wrong.yml", SPACE, "{algorithm: map, seed: 1, " + setting + "}", 60);
        Program check = Program.run("check", file);
        assertThat(check.code()).isEqualTo(2);
        assertThat(check.out()).contains(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {kind: parameter, method: [task_arithmetic, ties], weight: [0, 1]} | every gene must be a number: space.method must be one method, found 2. Maybe search.algorithm nsga2.
                    {kind: parameter, method: ties, weight: [0, 1], normalize: [true, false]} | every gene must be a number: space.normalize must be one value or a range of numbers, found [true, false]. Maybe
                    {kind: parameter, method: task_arithmetic, granularity: layer, weight: [0, 1]} | search.algorithm map needs at least 258 evaluations for 21 genes, 253 for the terms of a quadratic and 5 for a round, but budget.evaluations is 60. Maybe fewer genes (a coarser space.granularity, such as global), or search.map.initial
                    {kind: data-flow, models: [base, digits], max_layers: 8} | every gene must be a number: space.kind must be parameter, without paths of layers.
                    """)
    void spacesThatNoQuadraticFits(String space, String complaint) {
        Program check =
                Program.run("check", search("space.yml", space, "{algorithm: map, seed: 1}", 60));
        assertThat(check.out()).contains(complaint);
        assertThat(check.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"map", "bayesian_map"})
    void moreTermsThanAnyFitFollowsAreRefusedThoughInitialIsSet(String algorithm) {
        Path file =
                search(
                        "large.yml",
                        "{kind: parameter, method: ties, granularity: sublayer, weight: [0, 1], density: [0.1, 1]}",
                        "{algorithm: %s, seed: 1, map: {initial: 10}}".formatted(algorithm),
                        60);
        Program check = Program.run("check", file);
        assertThat(check.out())
                .contains(
                        "search.algorithm %s fits quadratics of at most 1000 terms, found "
                                .formatted(algorithm),
                        " genes, whose quadratic has more. Maybe fewer genes");
        assertThat(check.code()).isEqualTo(2);
    }

    @Test
    void fewerPointsThanTermsAndConstraintsAreWarnedOf() {
        Path file = search("few.yml", SPACE, "{algorithm: map, seed: 1, map: {initial: 6}}", 20);
        family.write(
                "few.yml",
                text(file) + "constraints: [{task: digits, metric: accuracy, atLeast: 0.5}]\n");
        assertThat(Program.run("check", file).out())
                .contains(
                        "warning: A quadratic of 3 genes has 10 terms, but search.map.initial is 6",
                        "warning: Constraints make costs jump");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
