package dev.merganser.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

class TextDataTest {

    @TempDir Path folder;

    @Test
    void jsonLinesHoldNestedInputsAndOtherKeys() throws IOException {
        Items items =
                read(
                        "x.jsonl",
                        """
                        {"input": [[1, 2.5], [3, 4]], "label": 3, "id": "a"}

                        {"label": 0, "input": [[5, 6], [7, 8]]}
                        """);
        assertThat(items.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(items.values(0, 2).toArray(ValueLayout.JAVA_FLOAT))
                .containsExactly(1, 2.5f, 3, 4, 5, 6, 7, 8);
        assertThat(items.label(0)).isEqualTo(3);
    }

    @Test
    void minusZeroIsZeroSoThatEqualInputsAreOneItem() throws IOException {
        Items items =
                read(
                        "x.jsonl",
                        "{\"input\": [-0.0], \"label\": 0}\n{\"input\": [0], \"label\": 0}\n");
        assertThat(items.canonicalInput(0)).isEqualTo(items.canonicalInput(1));
        assertThat(read("y.csv", "a,label\n-0,0\n").canonicalInput(0))
                .isEqualTo(items.canonicalInput(0));
    }

    @Test
    void csvColumnsBesideTheLabelAreTheInput() throws IOException {
        Items items = read("x.csv", "a,\"label\",b\n1,2,3\n\"4\", 0 ,-5e-1\n");
        assertThat(items.shape()).isEqualTo(Shape.of(2));
        assertThat(items.values(0, 2).toArray(ValueLayout.JAVA_FLOAT))
                .containsExactly(1, 3, 4, -.5f);
        assertThat(items.label(0)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"input\": [1], \"label\": 0}\\n{| line 2: must be one JSON object (",
                "[1]| line 1: must be one JSON object.",
                "{\"input\": [1], \"label\": 0} 7| line 1: must be one JSON object (",
                "{\"label\": 0}| line 1: 'input' is missing.",
                "{\"input\": [1]}| line 1: 'label' is missing.",
                "{\"input\": [1], \"lable\": 2}| line 1: 'label' is missing. Did you mean 'lable'?",
                "{\"input\": 1, \"label\": 0}| line 1: 'input' must be an array of numbers, found 1.",
                "{\"input\": [\"a\"], \"label\": 0}| line 1: 'input' must be an array of numbers, found \"a\".",
                "{\"input\": [], \"label\": 0}| line 1: 'input' must not be empty.",
                "{\"input\": [[1, 2], [3]], \"label\": 0}| line 1: 'input' must have rows of equal length.",
                "{\"input\": [1e60], \"label\": 0}| line 1: values must be finite float32 numbers, found 1.0E60.",
                "{\"input\": [1], \"label\": \"a\"}| line 1: 'label' must be a number, found \"a\".",
                "{\"input\": [1], \"label\": 1.5}| line 1: a label must be a whole number from 0, found 1.5.",
                "{\"input\": [1], \"label\": -1}| line 1: a label must be a whole number from 0, found -1.0.",
                "{\"input\": [1], \"label\": 0}\\n\\n{\"input\": [1, 2], \"label\": 0}| line 3: all items must have the shape of the first, [1], found [2].",
            })
    void aBadJsonLineIsNamed(String text, String message) {
        assertThatThrownBy(() -> read("x.jsonl", text.replace("\\n", "\n")))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(folder.resolve("x.jsonl") + ", " + message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b\\n1,2| : its first line must name a column 'label' and at least one other, found [a, b].",
                "label,a\\n1| , line 2: must have 2 cells as the first line, found 1.",
                "label,a\\n1,x| , line 2: column 'a' must be a number, found 'x'.",
                "label,a\\n1,NaN| , line 2: values must be finite float32 numbers, found NaN.",
                "label,a\\n1.5,2| , line 2: a label must be a whole number from 0, found 1.5.",
                "label,a\\n| : must hold 1 to 500000000 values, found 0 in 0 items.",
            })
    void aBadCsvLineIsNamed(String text, String message) {
        assertThatThrownBy(() -> read("x.csv", text.replace("\\n", "\n")))
                .isInstanceOf(BadDataException.class)
                .hasMessage(folder.resolve("x.csv") + message);
    }

    @Test
    void tsvIsReadAsCsvIs() throws IOException {
        Items items = read("x.tsv", "label\ta\n2\t3\n");
        assertThat(items.values(0, 1).toArray(ValueLayout.JAVA_FLOAT)).containsExactly(3);
        assertThat(items.label(0)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x.bin| a data file must end in .jsonl, .csv or .tsv. Maybe it is IDX: give {images: FILE, labels: FILE}.",
                "x.npy| a data file must end in .jsonl, .csv or .tsv. Maybe it is NumPy: give {values: FILE, labels: FILE}.",
                "x.npz| a data file must end in .jsonl, .csv or .tsv. Maybe it is arrays: give {file: FILE, values: NAME, labels: NAME}.",
                "x.parquet| Parquet is not read. Convert it, for example with Python: pandas.read_parquet('x.parquet').to_json('x.jsonl', orient='records', lines=True)",
            })
    void anUnknownEndingIsWrongUse(String name, String message) {
        assertThatThrownBy(() -> read(name, ""))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(folder.resolve(name) + ": " + message);
    }

    private Items read(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return DataSource.of(file, "label").read(AnswerKind.CLASS);
    }
}
