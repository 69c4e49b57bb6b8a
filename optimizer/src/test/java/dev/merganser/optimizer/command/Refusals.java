package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.metric.ClassPredictions;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.evaluators.task.TaskKind;
import dev.merganser.evaluators.task.TaskKinds;
import dev.merganser.recipes.method.MergeMethods;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is wrong is said in one line, and nothing is left behind: complaints of the program about a
 * {@link SmallFamily} that is changed. A test class registers it; its files go with the class.
 *
 * @param temp where all files are; complaints are compared without its name
 * @param family in a folder of it
 */
record Refusals(Path temp, SmallFamily family) implements AfterAllCallback {

    static final int DATA = 1;
    static final int USE = 2;

    /** Makes the family, in a folder of its own. */
    static Refusals make() {
        try {
            Path temp = Files.createTempDirectory("refusals");
            return new Refusals(temp, SmallFamily.in(temp.resolve("family")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        try (Stream<Path> files = Files.walk(temp)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A place for a file. */
    Path file(String name) {
        return temp.resolve(name);
    }

    /** A search that must be refused before it makes its folder, and by {@code check} as well. */
    void search(Path file, int code, String wanted) {
        String complaint = filled(wanted);
        Path out = temp.resolve("refused");
        Program search = Program.run("search", file, "--out", out, "--evaluations", 1);
        assertThat(search.complaintWithout(temp)).isEqualTo(complaint);
        assertThat(search.code()).isEqualTo(code);
        assertThat(search.out()).isEmpty();
        assertThat(out).doesNotExist();
        Program check = Program.run("check", file);
        assertThat(check.out().replace(temp + "/", "").strip()).isEqualTo("error: " + complaint);
        assertThat(check.code()).isEqualTo(code);
    }

    /** A search with one thing said differently that must be refused likewise. */
    void search(String old, String changed, int code, String complaint) {
        search(family.searchWith("changed.yml", old, changed), code, complaint);
    }

    /** A command line that must be refused. */
    void command(int code, String complaint, Object... arguments) {
        Program program = Program.run(arguments);
        assertThat(program.complaintWithout(temp)).isEqualTo(filled(complaint));
        assertThat(program.code()).isEqualTo(code);
        assertThat(program.out()).isEmpty();
    }

    /** A file with {@link #recipe}, of which one expert is another. */
    Path recipeWithExpert(Path expert) {
        return family.write(
                "recipe.yml",
                recipe().replace(Bundled.expert("digits").toString(), expert.toString()));
    }

    /** A recipe of two experts. */
    static String recipe() {
        return """
               merge_method: task_arithmetic
               base_model: %s
               models:
                 - {model: %s, parameters: {weight: 0.5}}
                 - {model: %s, parameters: {weight: 0.5}}
               """
                .formatted(Bundled.base(), Bundled.expert("digits"), Bundled.expert("fashion"));
    }

    /** With the names of sets that are open. */
    private static String filled(String complaint) {
        return complaint
                .replace("ALL_METHODS", methods())
                .replace("ALL_METRICS", metrics(Metrics.all()))
                .replace("CLASS_METRICS", metrics(Metrics.of(ClassPredictions.class)))
                .replace("ALL_KINDS", kinds());
    }

    private static String metrics(List<Metric<?>> metrics) {
        return metrics.stream().map(Metric::name).distinct().collect(Collectors.joining(", "));
    }

    private static String kinds() {
        return TaskKinds.all().stream().map(TaskKind::name).toList().toString();
    }

    private static String methods() {
        return MergeMethods.all().stream()
                .map(method -> method.descriptor().name())
                .collect(Collectors.joining(", "));
    }
}
