package dev.merganser.evaluators.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.data.IdxFiles;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.yaml.YamlMap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class TaskReaderTest {

    private static final String GIVEN =
            """
            kind: classification
            data:
              search: {images: search-images.idx.gz, labels: search-labels.idx}
              validation: more.jsonl
            head: head.safetensors
            """;

    @TempDir Path folder;

    @BeforeEach
    void files() throws IOException {
        IdxFiles.write(
                folder.resolve("search-images.idx.gz"),
                IdxFiles.bytes(new int[] {2, 1, 2}, 1, 2, 3, 4));
        IdxFiles.write(folder.resolve("search-labels.idx"), IdxFiles.bytes(new int[] {2}, 0, 2));
        Files.writeString(
                folder.resolve("more.jsonl"), "{\"input\": [[0.5, 0.25]], \"label\": 1}\n");
        Files.writeString(folder.resolve("many.csv"), many(40));
        writeHead(folder.resolve("head.safetensors"), 3, 2, 3);
    }

    private static String many(int rows) {
        var text = new StringBuilder("class,a,b\n");
        for (int i = 0; i < rows; i++) {
            text.append(i % 3).append(',').append(i).append(',').append(-i).append('\n');
        }
        return text.toString();
    }

    private static void writeHead(Path out, long classes, long hidden, long biases) {
        var layout = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        SafetensorsWriter.write(
                out,
                Map.of(),
                List.of(
                        new TensorInfo("weight", DType.F32, Shape.of(classes, hidden)),
                        new TensorInfo("bias", DType.F32, Shape.of(biases))),
                (info, data) -> {
                    for (long at = 0; at < data.byteSize(); at += 4) {
                        data.set(layout, at, at / 4f);
                    }
                });
    }

    @Test
    void splitsMayBeGivenAsFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("digits.yml"), GIVEN);

        Task task = TaskReader.read(file);

        assertThat(task.name()).isEqualTo("digits");
        assertThat(task.metrics()).containsExactly("accuracy", "nll");
        assertThat(content(task).items().of(Split.SEARCH).count()).isEqualTo(2);
        assertThat(content(task).items().of(Split.VALIDATION).label(0)).isEqualTo(1);
        assertThat(content(task).items().of(Split.TEST).count()).isZero();
        assertThat(head(task).classes()).isEqualTo(3);
        assertThat(task.files())
                .extracting(path -> path.getFileName().toString())
                .containsExactly(
                        "head.safetensors",
                        "search-images.idx.gz",
                        "search-labels.idx",
                        "more.jsonl");
        assertThat(task.content().nearDuplicates()).isZero();
    }

    @Test
    void oneFileIsSplitByHashOrByCounts() {
        Task task =
                inPlace(
                        """
                        kind: classification
                        data: many.csv
                        label: class
                        head: head.safetensors
                        metric: nll
                        split: {search: 10, validation: 5, test: 5}
                        input: image
                        output: features
                        """);
        assertThat(task.metrics()).containsExactly("nll");
        assertThat(content(task).items().input()).contains("image");
        assertThat(content(task).items().of(Split.SEARCH).count()).isEqualTo(10);
        assertThat(content(task).items().of(Split.TEST).count()).isEqualTo(5);
    }

    @Test
    void theHeadGivesLogitsWorkedByHand() {
        Task task = inPlace(GIVEN);
        float[] logits = new float[3];
        // weight [[0, 1], [2, 3], [4, 5]], bias [0, 1, 2], features (.5, .25)
        head(task).logits(content(task).items().of(Split.VALIDATION).values(0, 1), 0, logits);
        assertThat(logits).containsExactly(.25f, 2.75f, 5.25f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "head: head|haed: head|unknown key 'digits.haed'. Did you mean 'head'? Known: data, head, input, kind, label, metric, metrics, name, output, split, strict, teachers, unlabelled",
                "kind: classification|kind: [1]|digits.kind must be a text, found a list",
                "  validation: more|  valid: more|unknown key 'digits.data.valid'. Known: search, test, validation",
                "labels: search|label: search|unknown key 'digits.data.search.label'. Did you mean 'labels'? Known: images, labels",
                "kind: cl|metric: acc\\nkind: cl|unknown metric 'acc'. Known: accuracy, agreement, ece, entropy, kl_to_teachers, macro_f1, nll",
                "kind: cl|metric: nll\\nmetrics: [nll]\\nkind: cl|give 'metric' or 'metrics', not both",
                "kind: cl|metrics: []\\nkind: cl|metrics must be different names, at least one, found []",
                "kind: cl|split: {search: 1}\\nkind: cl|'split' divides one file, but 'data' gives a file per split",
                "kind: cl|strict: 3\\nkind: cl|digits.strict must be true or false, found the number 3",
            })
    void aWrongKeyOrValueIsNamed(String from, String to, String message) {
        String text = GIVEN.replace(from, to.replace("\\n", "\n"));
        assertThatThrownBy(() -> inPlace(text))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("search.yml: " + message);
    }

    @Test
    void anUnknownKindIsNamedBesideTheNearest() {
        assertThatThrownBy(() -> inPlace(GIVEN.replace("classification", "clasification")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("search.yml: kind must be one of [classification, ")
                .hasMessageEndingWith("found 'clasification'. Did you mean 'classification'?");
    }

    @Test
    void missingFilesAreWrongUseAndNamed() throws IOException {
        Path none = folder.resolve("none.yml");
        assertThatThrownBy(() -> TaskReader.read(none))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(none + ": no such file.");
        assertThatThrownBy(() -> inPlace(GIVEN.replace("more.jsonl", "none.jsonl")))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(folder.resolve("none.jsonl") + ": no such data file.");
        assertThatThrownBy(() -> inPlace(GIVEN.replace("head.safe", "none.safe")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining(folder.resolve("none.safetensors").toString());
    }

    @Test
    void aLabelThatTheHeadDoesNotKnowIsBadData() {
        writeHead(folder.resolve("head.safetensors"), 2, 2, 2);
        assertThatThrownBy(() -> inPlace(GIVEN))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Task 'digits': labels must be below the 2 classes of the head, but search"
                                + " item 1 has label 2.");
    }

    @Test
    void aHeadWhoseBiasDoesNotFitIsBadData() {
        Path head = folder.resolve("head.safetensors");
        writeHead(head, 3, 2, 2);
        assertThatThrownBy(() -> inPlace(GIVEN))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        head
                                + ": the head's 'bias' must be [3] to fit its 'weight' [3, 2], found [2].");
    }

    @Test
    void splitsThatShareAnItemAreRefused() throws IOException {
        Files.writeString(
                folder.resolve("more.jsonl"),
                "{\"input\": [[%s, %s]], \"label\": 1}".formatted(3 / 255f, 4 / 255f));
        assertThatThrownBy(() -> inPlace(GIVEN))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Task 'digits': splits must not share items, but validation item 0 equals"
                                + " search item 1.");
    }

    @Test
    void splitsOfDifferentShapesAreRefused() throws IOException {
        Files.writeString(folder.resolve("more.jsonl"), "{\"input\": [1, 2], \"label\": 1}");
        assertThatThrownBy(() -> inPlace(GIVEN))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Task 'digits': all splits must hold items of one shape, but validation has"
                                + " [2] and others [1, 2].");
    }

    @Test
    void strictRefusesAlmostEqualItems() throws IOException {
        Files.writeString(
                folder.resolve("more.jsonl"), "{\"input\": [[0.0117, 0.0157]], \"label\": 1}");
        assertThat(inPlace(GIVEN).content().nearDuplicates()).isEqualTo(1);
        assertThatThrownBy(() -> inPlace(GIVEN + "strict: true\n"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("is strict, but 1 of its validation and test items");
    }

    private static LinearHead head(Task task) {
        return content(task).readout().head().orElseThrow();
    }

    private static ClassificationContent content(Task task) {
        return (ClassificationContent) task.content();
    }

    private Task inPlace(String text) {
        String indented = text.indent(2);
        YamlMap search = YamlMap.parse("digits:\n" + indented, "search.yml");
        return TaskReader.of(search.map("digits"), "digits", folder);
    }
}
