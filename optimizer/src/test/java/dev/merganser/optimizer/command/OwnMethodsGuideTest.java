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
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What docs/own-methods.md shows compiles, and runs from a class path beside the program's. */
class OwnMethodsGuideTest {

    private static final Pattern NAMED_FILE =
            Pattern.compile("(?ms)^```(?:java|yaml|text)\\n(?://|#) (\\S+)\\n(.*?)^```");

    @TempDir private Path folder = Path.of("");

    @BeforeEach
    void writeAndCompileWhatTheGuideShows() throws IOException {
        String guide = Files.readString(Bundled.HOME.resolve("docs/own-methods.md"));
        List<MatchResult> files = NAMED_FILE.matcher(guide).results().toList();
        assertThat(files).hasSize(3);
        for (MatchResult file : files) {
            Path path = folder.resolve(file.group(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.group(2));
        }
        Files.createSymbolicLink(folder.resolve("examples"), Bundled.HOME.resolve("examples"));
        compile(folder.resolve("median/com/example/Median.java"));
    }

    private static void compile(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var complaints = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<String> options =
                    List.of(
                            "-Xlint:all",
                            "-Xlint:-processing",
                            "-Werror",
                            "-proc:none",
                            "-cp",
                            System.getProperty("java.class.path"));
            boolean compiled =
                    compiler.getTask(
                                    complaints,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjects(source))
                            .call();
            assertThat(compiled).as(complaints.toString()).isTrue();
        }
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
