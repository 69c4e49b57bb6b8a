package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.Manifest;
import dev.merganser.results.RunFolder;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

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
        return family.write(
                "forms.yml",
                family.searchText()
                        .replaceFirst(
                                "space: .*",
                                "space: {kind: parameter, method: task_arithmetic, granularity: global, weight: %s}"
                                        .formatted(weight))
                        .replaceFirst("search: .*", "search: " + search)
                        .replace("evaluations: 12", "evaluations: " + evaluations));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {algorithm: nested_map, seed: 1, map: {initial: 2, refine: 1}} | refine: 1 | refine: 2 | refine was 1.0 and search.yml of the run says 2.0.
                    {algorithm: nested_map, seed: 1, map: {initial: 2, refine: 1, preference: {digits.nll: 2}}} | digits.nll: 2 | digits.nll: 3 | preference was {digits.nll=2.0} and search.yml of the run says {digits.nll=3.0}.
                    {algorithm: bayesian_map, seed: 1, map: {initial: 4, update: 1, iterations: 1, radius: [0, 1]}} | [0, 1] | [0.5, 1] | radius was [0.0, 1.0] and search.yml of the run says [0.5, 1.0].
                    """)
    void otherSettingsAtResumeAreRefused(
            String search, String setting, String other, String complaint) throws IOException {
        Path run = temp.resolve("run");
        Path file = search("[0.0, 1.5]", search, 7);
        Program begun = Program.run("search", file, "--out", run);
        assertThat(begun.code()).as(begun.err()).isZero();
        Path copy = new RunFolder(run).searchFile();
        Files.writeString(copy, Files.readString(copy).replace(setting, other));
        assertThat(Program.run("resume", run, "--evaluations", 9).err())
                .contains("A run needs the settings that it began with, but " + complaint);
        Files.writeString(copy, Files.readString(copy).replace(other, setting));
        assertThat(Program.run("resume", run, "--evaluations", 9).code()).isZero();
    }

    @Test
    void theManifestSaysHowAFormSearches() {
        Path run = temp.resolve("run");
        String search = "{algorithm: nested_map, seed: 1, map: {preset: published, initial: 2}}";
        assertThat(Program.run("search", search("[0.0, 1.5]", search, 7), "--out", run).code())
                .isZero();
        assertThat(Manifest.read(new RunFolder(run).manifest()).settings().get("map"))
                .isEqualTo(
                        Map.of(
                                "design",
                                "published",
                                "initial",
                                2,
                                "isotropic",
                                0.2,
                                "refine",
                                1,
                                "choice",
                                "foretold",
                                "front",
                                "last_two",
                                "warp",
                                "auto",
                                "leverage",
                                0.0,
                                "batch",
                                10,
                                "patience",
                                1));
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
}
