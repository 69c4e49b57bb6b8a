package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.evaluators.task.TaskKinds;
import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.recipes.method.MergeMethods;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the documentation says about commands, files and links holds for this program. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Pattern YAML_BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern MODEL = Pattern.compile("models/\\S+\\.onnx");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

    @TempDir private Path scratch = Path.of("");

    @Test
    void everyCommandLineParses() throws IOException {
        List<String> lines = commandLines();

        assertThat(lines).hasSizeGreaterThan(10);
        for (String line : lines) {
            assertThatCode(() -> commandLine().parseArgs(line.split(" +")))
                    .as("./merganser %s", line)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theReadmeListsEveryCommand() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(commandLine().getSubcommands().keySet())
                .allSatisfy(name -> assertThat(readme).contains("`./merganser " + name));
    }

    @Test
    void theReadmesSearchCanBeRead() throws IOException {
        assertReadable(yamlBlocks("README.md").getFirst(), "");
    }

    @Test
    void theSearchPagesExampleCanBeRead() throws IOException {
        assertReadable(yamlBlocks("docs/search.md").getFirst(), "examples/vision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"examples/vision", "benchmarks/data-flow"})
    void everySearchFileCanBeRead(String folder) throws IOException {
        for (Path file : searches(ROOT.resolve(folder))) {
            assertThatCode(() -> SearchFile.read(file)).doesNotThrowAnyException();
        }
    }

    @Test
    void theSearchFilesOfTheEmbeddingsCanBeReadBeforeTheirModelsAreFetched() throws IOException {
        Path folder = ROOT.resolve("examples/embeddings");
        Files.createDirectory(scratch.resolve("tasks"));
        try (Stream<Path> tasks = Files.list(folder.resolve("tasks"))) {
            for (Path task : tasks.filter(Files::isRegularFile).toList()) {
                Files.copy(task, scratch.resolve("tasks").resolve(task.getFileName()));
            }
        }
        for (Path file : searches(folder)) {
            for (String model :
                    matches(MODEL, Files.readString(file)).map(MatchResult::group).toList()) {
                Path there = scratch.resolve(model);
                Files.createDirectories(there.getParent());
                Files.write(there, new byte[0]);
            }
            assertThatCode(() -> SearchFile.read(file, scratch, "search"))
                    .doesNotThrowAnyException();
        }
    }

    private static List<Path> searches(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> searches =
                    files.filter(file -> file.toString().endsWith(".yml"))
                            .filter(file -> !file.toString().endsWith(".recipe.yml"))
                            .toList();
            assertThat(searches).isNotEmpty();
            return searches;
        }
    }

    @Test
    void thePagesNameEveryMethodAlgorithmAndMetric() throws IOException {
        String methods = Files.readString(ROOT.resolve("docs/methods.md"));
        String search = Files.readString(ROOT.resolve("docs/search.md"));
        String tasks = Files.readString(ROOT.resolve("docs/tasks.md"));

        assertThat(MergeMethods.all())
                .allSatisfy(m -> assertThat(methods).contains("`" + m.descriptor().name() + "`"))
                .flatExtracting(m -> m.descriptor().parameterNames())
                .allSatisfy(name -> assertThat(methods).contains("| `" + name + "` |"));
        assertThat(AlgorithmFactory.names())
                .allSatisfy(name -> assertThat(search).contains("| `" + name + "` |"));
        assertThat(Metrics.all())
                .allSatisfy(metric -> assertThat(tasks).contains("`" + metric.name() + "`"));
        assertThat(TaskKinds.all())
                .allSatisfy(kind -> assertThat(tasks).contains("| `" + kind.name() + "` |"));
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            matches(LINK, Files.readString(page))
                    .map(link -> link.group(1))
                    .filter(target -> !target.startsWith("http"))
                    .filter(target -> !leadsSomewhere(page, target))
                    .forEach(target -> broken.add(ROOT.relativize(page) + ": " + target));
        }

        assertThat(broken).isEmpty();
    }

    private void assertReadable(String yaml, String root) throws IOException {
        Path file = Files.writeString(scratch.resolve("search.yml"), yaml);
        assertThatCode(() -> SearchFile.read(file, ROOT.resolve(root), "search"))
                .doesNotThrowAnyException();
    }

    private static CommandLine commandLine() {
        var silent = new PrintWriter(new StringWriter());
        return RootCommand.line(new Console(silent, silent, false));
    }

    /** What follows {@code ./merganser} in the shell blocks of all pages, without comments. */
    private static List<String> commandLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path page : pages()) {
            matches(SHELL_BLOCK, Files.readString(page))
                    .flatMap(block -> block.group(1).lines())
                    .filter(line -> line.startsWith("./merganser "))
                    .map(line -> line.replaceFirst("^\\./merganser ", ""))
                    .map(line -> line.replaceFirst(" +#.*$", "").strip())
                    .forEach(lines::add);
        }
        return lines;
    }

    private static List<String> yamlBlocks(String page) throws IOException {
        return matches(YAML_BLOCK, Files.readString(ROOT.resolve(page)))
                .map(block -> block.group(1))
                .toList();
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static boolean leadsSomewhere(Path page, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    /** The anchors that GitHub makes of a page's headings. */
    private static List<String> anchors(Path page) {
        try {
            return matches(HEADING, Files.readString(page))
                    .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                    .map(text -> text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String place : List.of("docs", "examples", "benchmarks")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .filter(file -> !file.toString().contains("/target/"))
                        .forEach(pages::add);
            }
        }
        for (String page : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
            pages.add(ROOT.resolve(page));
        }
        return pages;
    }
}
