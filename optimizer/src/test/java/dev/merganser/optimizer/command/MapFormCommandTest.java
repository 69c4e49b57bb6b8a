package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.RunFolder;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Searches by nested and Bayesian MAP, on the bundled models with a few of their items. */
class MapFormCommandTest {

    @TempDir private static Path shared;
    private static SmallFamily family;

    @TempDir private Path temp;

    @BeforeAll
    static void makeFamily() {
        family = SmallFamily.in(shared.resolve("family"));
    }

    private static Path search(String weight, String search, int evaluations) {
        String space =
                "{kind: parameter, method: task_arithmetic, granularity: global, weight: %s}"
                        .formatted(weight);
        return family.write("forms.yml", family.searchText(space, search, evaluations));
    }

    @Test
    void otherSettingsAtResumeAreRefusedAndTheSameOnesGoOn() throws IOException {
        Path run = temp.resolve("run");
        String search =
                "{algorithm: bayesian_map, seed: 1, map: {initial: 4, update: 1, iterations: 1, radius: [0, 1]}}";
        Program begun = Program.run("search", search("[0.0, 1.5]", search, 6), "--out", run);
        assertThat(begun.code()).as(begun.err()).isZero();
        Path copy = new RunFolder(run).searchFile();
        String text = Files.readString(copy);
        Files.writeString(copy, text.replace("[0, 1]", "[0.5, 1]"));
        assertThat(Program.run("resume", run, "--evaluations", 7).err())
                .contains(
                        "A run needs the settings that it began with, but radius was [0.0, 1.0] and is [0.5, 1.0] by search.yml of the run.");
        Files.writeString(copy, text);
        assertThat(Program.run("resume", run, "--evaluations", 7).code()).isZero();
    }

    /**
     * Two merges of two models take 2 · (2 + 1); no weight of [0, 0.9] leaves an expert as it is.
     */
    @ParameterizedTest
    @CsvSource({
        "'[0.0, 1.5]', 6, true",
        "'[0.0, 1.5]', 7, false",
        "'[0.0, 0.9]', 9, true",
        "'[0.0, 0.9]', 10, false"
    })
    void expertsThatTheSpaceLacksCountBeforeTheFirstMerge(
            String weight, int evaluations, boolean refused) {
        String search = "{algorithm: nested_map, seed: 1, map: {initial: 2, refine: 1}}";
        Program check = Program.run("check", search(weight, search, evaluations));
        assertThat(check.code()).as(check.err()).isEqualTo(refused ? 2 : 0);
        if (refused) {
            assertThat(check.out())
                    .contains("needs more than %d evaluations".formatted(evaluations));
        }
    }

    /** One start, two merges of two models by 2 + 1. */
    @Test
    void recipesToStartFromCountBeforeTheFirstMerge() {
        family.write(
                "mine.yml",
                """
                merge_method: task_arithmetic
                base_model: base
                models:
                  - {model: digits, parameters: {weight: 0.3}}
                  - {model: fashion, parameters: {weight: 0.3}}
                  - {model: doodles, parameters: {weight: 0.3}}
                """);
        String search =
                "{algorithm: nested_map, seed: 1, map: {initial: 2, refine: 1}}\nstart: [mine.yml]";
        assertThat(Program.run("check", search("[0.0, 1.5]", search, 7)).out())
                .contains(
                        "search.algorithm nested_map needs more than 7 evaluations, for 1 start recipes, 0 experts alone and 2 merges of two models, but budget.evaluations is 7.");
        assertThat(Program.run("check", search("[0.0, 1.5]", search, 8)).code()).isZero();
    }

    /** In the end all weights vary, unless only those of the last two models shall. */
    @ParameterizedTest
    @CsvSource({"all, 2", "last_two, 0"})
    void moreExpertsThanAQuadraticHasTermsForAreRefusedWhereAllWeightsVary(String front, int code)
            throws IOException {
        String search =
                "{algorithm: nested_map, seed: 1, map: {initial: 2, refine: 1, front: %s}}"
                        .formatted(front);
        String text = Files.readString(search("[0.0, 1.0]", search, 200));
        String doodles =
                text.lines()
                        .filter(line -> line.startsWith("    doodles:"))
                        .findFirst()
                        .orElseThrow();
        String more =
                IntStream.range(0, 42)
                        .mapToObj(
                                i -> doodles.replace("doodles:", "doodles%d:".formatted(i)) + "\n")
                        .collect(Collectors.joining());
        Path file = family.write("many.yml", text.replace(doodles + "\n", doodles + "\n" + more));
        Program check = Program.run("check", file);
        assertThat(check.code()).as(check.err() + check.out()).isEqualTo(code);
        if (code != 0) {
            assertThat(check.out())
                    .contains(
                            "search.algorithm nested_map fits quadratics of at most 1000 terms, found 45 genes, whose quadratic has more. Maybe fewer genes (a coarser space.granularity), or search.map.front: last_two.");
        }
    }
}
