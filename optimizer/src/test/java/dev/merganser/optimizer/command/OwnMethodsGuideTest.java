package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.method.MergeMethod;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What docs/own-methods.md shows compiles, and runs from a class path beside the program's. */
class OwnMethodsGuideTest {

    @TempDir private Path folder = Path.of("");

    @BeforeEach
    void writeAndCompileWhatTheGuideShows() throws IOException {
        assertThat(Guide.write("own-methods.md", folder)).hasSize(3);
        Guide.compile(List.of(folder.resolve("median/com/example/Median.java")));
    }

    @Test
    void theMethodIsListedCheckedAndMergesAsItSays() throws IOException {
        assertThat(succeeds("methods", "median")).contains("factor of the median");
        assertThat(succeeds("check", "median.yml")).contains("nothing is wrong");
        succeeds("merge", "median.yml", "merged.safetensors", "--dtype", "float32");
        try (Checkpoint merged = Checkpoints.open(folder.resolve("merged.safetensors"))) {
            assertIsScaledMedian(merged, "position", 0.8 * 0.5);
            assertIsScaledMedian(merged, lastLayer(merged), 0.8);
        }
    }

    @Test
    void aLineThatNamesNoClassIsComplainedOfInOneLine() throws IOException {
        Path services = folder.resolve("wrong/META-INF/services/" + MergeMethod.class.getName());
        Files.createDirectories(services.getParent());
        Files.writeString(services, "com.example.Medium\n");
        RealProgram program =
                RealProgram.startWith(
                        folder.resolve("wrong"),
                        folder,
                        Files.createTempFile(folder, "out", ".txt"),
                        "methods");
        assertThat(program.exitCode()).isEqualTo(2);
        assertThat(program.text().strip())
                .isEqualTo(
                        "merganser: Each line of META-INF/services/dev.merganser.recipes.method.MergeMethod must name a merge method, but this was found: Provider com.example.Medium not found. Maybe a name or the class path is wrong.");
    }

    private static String lastLayer(Checkpoint merged) {
        return merged.tensors().stream()
                .map(info -> info.name())
                .filter(name -> name.matches("layers\\.\\d+\\.mlp\\.up\\.weight"))
                .max(String::compareTo)
                .orElseThrow();
    }

    private static void assertIsScaledMedian(Checkpoint merged, String tensor, double factor) {
        try (Checkpoint base = Checkpoints.open(Bundled.base());
                Checkpoint digits = Checkpoints.open(Bundled.expert("digits"));
                Checkpoint fashion = Checkpoints.open(Bundled.expert("fashion"));
                Checkpoint doodles = Checkpoints.open(Bundled.expert("doodles"))) {
            float[] start = base.tensor(tensor).floats();
            float[] end = merged.tensor(tensor).floats();
            for (int i = 0; i < start.length; i++) {
                double[] values = {
                    digits.tensor(tensor).floats()[i],
                    fashion.tensor(tensor).floats()[i],
                    doodles.tensor(tensor).floats()[i]
                };
                Arrays.sort(values);
                double expected = start[i] + factor * (values[1] - start[i]);
                assertThat((double) end[i])
                        .as("%s[%d]", tensor, i)
                        .isCloseTo(expected, within(1e-6));
            }
        }
    }

    private String succeeds(Object... words) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        RealProgram program = RealProgram.startWith(folder.resolve("median"), folder, out, words);
        assertThat(program.exitCode()).as(program.text()).isZero();
        return program.text();
    }
}
