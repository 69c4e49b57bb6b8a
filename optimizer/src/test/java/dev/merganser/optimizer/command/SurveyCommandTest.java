package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code merganser survey} on a few items and two methods. */
class SurveyCommandTest {

    @TempDir private static Path temp;
    private static SmallFamily family;

    @BeforeAll
    static void makeFamily() {
        family = SmallFamily.in(temp.resolve("family"));
    }

    private static Program survey(String out, int threads) {
        return Program.run(
                "survey",
                family.search(),
                "--method",
                "slerp",
                "--method",
                "dare_linear",
                "--recipe",
                family.write(
                        "mine.yml",
                        """
                        merge_method: linear
                        models:
                          - {model: %1$s/experts/digits.safetensors, parameters: {weight: 0.7}}
                          - {model: %1$s/experts/doodles.safetensors, parameters: {weight: -0.7}}
                        """
                                .formatted(Bundled.FAMILY)),
                "--out",
                temp.resolve(out),
                "--page",
                temp.resolve(out + ".md"),
                "--threads",
                threads);
    }

    @Test
    void itWritesAPageATableAndRecipesThatCanBeMergedWhateverTheThreads() throws IOException {
        Program one = survey("one", 1);
        assertThat(one.code()).isZero();
        assertThat(one.out().strip()).isEqualTo(temp.resolve("one/methods-compared.md").toString());
        String page = Files.readString(temp.resolve("one.md"));
        assertThat(page)
                .isEqualTo(Files.readString(temp.resolve("one/methods-compared.md")))
                .contains(
                        "## At the defaults",
                        "| slerp of fashion | t ",
                        "| dare_linear | weight 1 |")
                .contains(
                        "## Failed",
                        "- recipe mine at its defaults: Weights of linear must not sum to 0");
        Program merge =
                Program.run(
                        "merge",
                        temp.resolve("one/recipes/dare_linear.best.yml"),
                        temp.resolve("merged.safetensors"));
        assertThat(merge.code()).isZero();
        assertThat(survey("two", 2).code()).isZero();
        assertThat(withoutSeconds("two")).isEqualTo(withoutSeconds("one"));
    }

    private static String withoutSeconds(String folder) throws IOException {
        return Files.readString(temp.resolve(folder).resolve("survey.csv"))
                .replaceAll("(?m)^((?:\"[^\"]*\",){6})\"[^\"]*\"", "$1");
    }

    @Test
    void aFolderThatExistsIsRefused() {
        Program program = Program.run("survey", family.search(), "--out", temp);
        assertThat(program.code()).isEqualTo(2);
        assertThat(program.complaint()).startsWith("A survey needs a folder of its own, but ");
    }
}
