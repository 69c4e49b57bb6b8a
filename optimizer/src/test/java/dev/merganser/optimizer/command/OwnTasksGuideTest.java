package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/own-tasks.md shows compiles, and scores from a class path beside the program's. */
class OwnTasksGuideTest {

    private static final Pattern SCORE = Pattern.compile("neighbours\\.same_class\\s+(0\\.\\d+) ");

    @TempDir private Path folder = Path.of("");

    @BeforeEach
    void writeAndCompileWhatTheGuideShows() throws IOException {
        List<Path> files = Guide.write("own-tasks.md", folder);
        assertThat(files).hasSize(5);
        Guide.compile(files.stream().filter(file -> file.toString().endsWith(".java")).toList());
    }

    @Test
    void theTaskScoresAndAnExpertFindsMoreNeighboursThanTheBase() throws IOException {
        double base = score(Bundled.base());
        double expert = score(Bundled.expert("digits"));
        assertThat(base).isBetween(.3, .95);
        assertThat(expert).isGreaterThan(base);
    }

    private double score(Path model) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        RealProgram program =
                RealProgram.startWith(
                        folder.resolve("neighbours"),
                        folder,
                        out,
                        "evaluate",
                        model,
                        "--graph",
                        Bundled.graph(),
                        "--task",
                        "neighbours.yml");
        assertThat(program.exitCode()).as(program.text()).isZero();
        Matcher score = SCORE.matcher(program.text());
        assertThat(score.find()).as(program.text()).isTrue();
        return Double.parseDouble(score.group(1));
    }
}
