package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What {@code merganser merge} writes, on the bundled models. */
class MergeOutputTest {

    @TempDir private Path temp;
    private Path recipe;

    @BeforeEach
    void writeRecipe() throws IOException {
        recipe =
                Files.writeString(
                        temp.resolve("recipe.yml"),
                        """
                        name: both
                        merge_method: linear
                        models:
                          - {model: %1$s/experts/digits.safetensors, parameters: {weight: 0.5}}
                          - {model: %1$s/experts/fashion.safetensors, parameters: {weight: 0.5}}
                        ---
                        merge_method: task_arithmetic
                        base_model: %1$s/base.safetensors
                        models:
                          - {model: both, parameters: {weight: 0.5}}
                          - {model: %1$s/experts/doodles.safetensors, parameters: {weight: 0.5}}
                        """
                                .formatted(Bundled.FAMILY));
    }

    @Test
    void aFileOfSeveralDocumentsIsMergedAndItsIntermediatesAreKept() throws IOException {
        assertThat(Program.run("check", recipe).out()).contains(recipe + ": nothing is wrong.");
        Path kept = temp.resolve("kept");
        Program first = Program.run("merge", recipe, temp.resolve("1"), "--intermediates", kept);
        assertThat(first.code()).isZero();
        assertThat(first.out()).contains(temp.resolve("1") + ": 85 tensors by task_arithmetic, ");
        assertThat(first.err()).startsWith("note: 'both' is kept in " + kept.resolve("both-"));
        Program second = Program.run("merge", recipe, temp.resolve("2"), "--intermediates", kept);
        assertThat(second.err())
                .startsWith("note: 'both' is unchanged and taken from " + kept.resolve("both-"));
        assertThat(temp.resolve("2/model.safetensors"))
                .hasSameBinaryContentAs(temp.resolve("1/model.safetensors"));
        Program beside = Program.run("merge", recipe, temp.resolve("3.safetensors"));
        assertThat(beside.err()).contains(temp.resolve("merganser-intermediates").toString());
    }

    @Test
    void hashesAreComputedOnRequestAndKnownFromThenOn() throws IOException {
        assertThat(Program.run("merge", recipe, temp.resolve("1"), "--hash").code()).isZero();
        assertThat(Program.run("merge", recipe, temp.resolve("2")).code()).isZero();
        assertThat(temp.resolve("2/README.md"))
                .content()
                .doesNotContain("not computed", Bundled.FAMILY.toString())
                .containsPattern(
                        "\\| base\\.safetensors \\| base \\| not stated \\| `[0-9a-f]{64}` \\|")
                .containsPattern("\\| doodles\\.safetensors \\| model \\|");
    }

    @Test
    void aFolderIsCutIntoShards() throws IOException {
        Path out = temp.resolve("out");
        Program.run("merge", recipe, out, "--out-shard-size", "0.1MB");
        List<String> shards = names(out).filter(name -> name.endsWith(".safetensors")).toList();
        assertThat(shards)
                .hasSizeGreaterThan(1)
                .allMatch(name -> name.matches("model-\\d{5}-of-\\d{5}\\.safetensors"));
        for (String shard : shards) {
            assertThat(Files.size(out.resolve(shard))).isLessThan(100_000 + 20_000);
        }
        assertThat(Program.run("inspect", out).out()).contains("85 tensors, 98,064 parameters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "out | --out-shard-size 5GiB | --out-shard-size must be a size of at least one byte, such as 5GB, 800MB or 5000000000; found '5GiB'.",
                "out.safetensors | --out-shard-size 5GB | --out-shard-size needs a folder as output, but OUT is one file.",
                "recipe.yml/out | --threads 1 | The folder of OUT must exist or be made, but TEMP/recipe.yml is a file.",
            })
    void optionsThatDoNotFitAreRefused(String name, String options, String complaint) {
        Path out = temp.resolve(name);
        Program merge =
                Program.run(
                        Stream.concat(
                                        Stream.of("merge", recipe, out),
                                        Stream.of(options.split(" ")))
                                .toArray());
        assertThat(merge.code()).isEqualTo(2);
        assertThat(merge.complaint())
                .isEqualTo(
                        complaint.replace("OUT", out.toString()).replace("TEMP", temp.toString()));
    }

    @Test
    void whatAKilledMergeLeavesIsRemovedByTheNext() throws IOException, InterruptedException {
        Path place = Files.createDirectory(temp.resolve("place"));
        RealProgram program =
                RealProgram.start(temp.resolve("log"), "merge", recipe, place.resolve("out"));
        while (program.process().isAlive() && names(place).findAny().isEmpty()) {
            program.process().waitFor(1, TimeUnit.MILLISECONDS);
        }
        program.kill();
        if (Files.exists(place.resolve("out"))) { // it was faster than the kill
            assertThat(place.resolve("out/README.md")).exists();
            return;
        }
        assertThat(names(place))
                .allMatch(
                        name -> name.startsWith(".out.") || name.equals("merganser-intermediates"));
        assertThat(Program.run("merge", recipe, place.resolve("out")).code()).isZero();
        assertThat(names(place)).containsExactlyInAnyOrder("out", "merganser-intermediates");
    }

    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList().stream();
        }
    }
}
