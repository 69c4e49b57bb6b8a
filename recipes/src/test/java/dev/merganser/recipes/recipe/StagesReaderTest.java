package dev.merganser.recipes.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Collectors;

class StagesReaderTest {

    @TempDir private Path folder;

    @Test
    void oneDocumentIsTheOutput() {
        Stages stages = read(linear("", "a"));
        assertThat(stages).isEqualTo(Stages.of(RecipeReader.read(file())));
        assertThat(read(linear("alone", "a"))).isEqualTo(stages);
        assertThat(read("# a comment\n---\n" + linear("", "a") + "---\n# nothing\n...\n"))
                .isEqualTo(stages);
        assertThat(read("\uFEFF# written by Windows\r\n---\r\n" + linear("", "a")))
                .isEqualTo(stages);
    }

    @Test
    void documentsAreOrderedByWhatTheyNeedWhereverTheyStand() {
        Stages stages =
                read(
                        documents(
                                linear("", "c", "x"),
                                linear("c", "b", "a"),
                                linear("a", "y"),
                                linear("b", "a+lora")));
        assertThat(stages.intermediates()).extracting(Stage::name).containsExactly("a", "b", "c");
        assertThat(stages.output().references()).containsExactly("c", "x");
        assertThat(stages.references()).containsExactly("y", "x");
        assertThat(stages.unused()).isEmpty();
    }

    @Test
    void whereAllHaveNamesTheOutputIsTheOneThatNoneNeeds() {
        Stages stages = read(documents(linear("last", "first"), linear("first", "x")));
        assertThat(stages.output().references()).containsExactly("first");
        assertThat(stages.intermediates()).extracting(Stage::name).containsExactly("first");
    }

    @Test
    void aReferenceWithoutANameInFrontIsNotTheOutput() {
        Stages stages = read(documents(linear("", "'@a'", "'+b'", "first"), linear("first", "x")));
        assertThat(stages.output().references()).containsExactly("@a", "+b", "first");
        assertThat(stages.references()).containsExactly("x", "@a", "+b");
    }

    @Test
    void tooManyDocumentsAreRefused() {
        String many = documents(Collections.nCopies(502, linear("", "a")).toArray(String[]::new));
        assertThatThrownBy(() -> read(many))
                .isInstanceOf(WrongUseException.class)
                .hasMessageEndingWith("must hold at most 500 documents, found more.");
    }

    @Test
    void documentsThatTheOutputDoesNotNeedAreToldAndLeftOut() {
        Stages stages = read(documents(linear("a", "x"), linear("b", "a"), linear("", "a")));
        assertThat(stages.unused()).containsExactly("b");
        assertThat(stages.intermediates()).extracting(Stage::name).containsExactly("a");
    }

    @Test
    void theTextReadsBackAsTheSameStages() {
        Stages stages =
                read(documents(linear("a b", "x"), linear("c", "a b"), linear("", "a b", "c")));
        assertThat(read(stages.text())).isEqualTo(stages);
        assertThat(stages.upTo(stages.intermediates().getLast()).text())
                .isEqualTo(
                        """
                        name: "a b"
                        merge_method: linear
                        models:
                          - model: x
                            parameters:
                              weight: 1
                        ---
                        merge_method: linear
                        models:
                          - model: "a b"
                            parameters:
                              weight: 1
                        """);
    }

    @Test
    void namesOfStagesAreResolvedAndOthersRenamed() {
        Stages stages = read(documents(linear("a", "x"), linear("", "a+lora", "ab")));
        assertThat(stages.resolved(stages.output(), Map.of("a", "/kept/a")).references())
                .containsExactly("/kept/a+lora", "ab");
        assertThat(stages.withModels(name -> "new/" + name).references())
                .containsExactly("new/x", "new/ab");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:b b:a :a | documents must not need each other in a circle, but 'a' needs 'b' needs 'a'.",
                "a:a :a | documents must not need each other in a circle, but 'a' needs 'a'.",
                "a:b b:a | documents must not need each other in a circle, but 'a' needs 'b' needs 'a'.",
                "a:x b:x | one document must be the output: the one without a name, or the only one that no other names; found 'a', 'b'.",
            })
    void whatHasNoOrderOrNoOutputIsRefused(String edges, String message) {
        String text =
                Arrays.stream(edges.strip().split(" "))
                        .map(edge -> edge.split(":"))
                        .map(ends -> linear(ends[0], ends[1]))
                        .collect(Collectors.joining("---\n"));
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(file() + ": " + message);
    }

    @Test
    void twoWithoutANameOrWithTheSameAreRefused() {
        assertThatThrownBy(() -> read(documents(linear("", "x"), linear("", "y"))))
                .hasMessage(
                        file()
                                + " (document 2): only one document, the output, may be without a name; found a second.");
        assertThatThrownBy(() -> read(documents(linear("a", "x"), linear("a", "y"))))
                .hasMessage(
                        file()
                                + " (document 2): each document needs a name of its own, found 'a' twice.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+b", "a@b"})
    void aNameThatReadsAsAReferenceWithMoreIsRefused(String name) {
        assertThatThrownBy(() -> read(documents(linear(name, "x"), linear("", "y"))))
                .hasMessage(
                        file()
                                + " (document 1): name must not contain '+' or '@', found '%s'."
                                        .formatted(name));
    }

    @Test
    void mistakesNameTheirDocumentAndTheLineOfTheFile() {
        assertThatThrownBy(
                        () ->
                                read(
                                        documents(
                                                linear("a", "x"),
                                                "merge_methodd: linear\nmodels: []\n")))
                .hasMessageStartingWith(file() + " (document 2): unknown key 'merge_methodd'.");
        assertThatThrownBy(() -> read(documents(linear("a", "x"), "merge_method: [\n}\n")))
                .hasMessageContaining("(document 2): not valid YAML, line 9");
    }

    private static String documents(String... texts) {
        return String.join("---\n", texts);
    }

    /** Five lines and one for a name. */
    private static String linear(String name, String... models) {
        var text = new StringBuilder(name.isEmpty() ? "" : "name: " + name + "\n");
        text.append("merge_method: linear\nmodels:\n");
        for (String model : models) {
            text.append("  - model: ").append(model).append("\n    parameters:\n      weight: 1\n");
        }
        return text.toString();
    }

    private Path file() {
        return folder.resolve("r.yml");
    }

    private Stages read(String text) {
        try {
            return StagesReader.read(Files.writeString(file(), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
