package dev.merganser.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ArrayDataTest {

    private static final byte[] VALUES = NumpyFiles.floats("(2, 1, 2)", 1, 2.5f, -0f, 4);
    private static final byte[] LABELS = NumpyFiles.longs("(2,)", 3, 0);

    @TempDir Path folder;

    @Test
    void numpyFilesHoldValuesAndLabels() throws IOException {
        assertItems(npy(write("x.npy", VALUES), write("y.npy", LABELS)));
    }

    @Test
    void anArchiveOfNumpyFilesHoldsThemByName() throws IOException {
        Path file =
                NumpyFiles.zip(folder.resolve("x.npz"), Map.of("values", VALUES, "gold", LABELS));
        assertItems(arrays(file, "values", "gold"));
    }

    @Test
    void safetensorsHoldThemByName() {
        Path file = folder.resolve("x.safetensors");
        SafetensorsWriter.write(
                file,
                Map.of(),
                List.of(
                        new TensorInfo("values", DType.F32, Shape.of(2, 1, 2)),
                        new TensorInfo("gold", DType.I64, Shape.of(2))),
                (info, data) -> {
                    byte[] from = info.name().equals("gold") ? LABELS : VALUES;
                    int start = from.length - (int) data.byteSize();
                    for (int i = 0; i < data.byteSize(); i++) {
                        data.set(ValueLayout.JAVA_BYTE, i, from[start + i]);
                    }
                });
        assertItems(arrays(file, "values", "gold"));
        assertThatThrownBy(() -> arrays(file, "value", "gold"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith(
                        file + ": has no array 'value'. Did you mean 'values'? It has: ");
    }

    private static Items npy(Path values, Path labels) {
        return new DataSource.Npy(values, Optional.of(labels)).read(AnswerKind.CLASS);
    }

    private static Items arrays(Path file, String values, String labels) {
        return new DataSource.Arrays(file, values, Optional.of(labels)).read(AnswerKind.CLASS);
    }

    private static void assertItems(Items items) {
        assertThat(items.shape()).isEqualTo(Shape.of(1, 2));
        assertThat(items.values(0, 2).toArray(ValueLayout.JAVA_FLOAT))
                .containsExactly(1, 2.5f, 0, 4);
        assertThat(items.label(0)).isEqualTo(3);
        assertThat(items.label(1)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "<f8, 000000000000f8bf, -1.5",
        "<f2, 00be, -1.5",
        "<i4, feffffff, -2",
        "<i2, feff, -2",
        "|i1, fe, -2",
        "<u8, 0000000000000080, 9.223372036854775808e18",
        "<u4, feffffff, 4294967294",
        "<u2, feff, 65534",
        "|u1, fe, 254",
        "|b1, 01, 1",
    })
    void allTypesOfNumbersAreRead(String type, String hex, float value) throws IOException {
        byte[] file = NumpyFiles.array(type, false, "(1,)", HexFormat.of().parseHex(hex));
        assertThat(array(file).floats()).containsExactly(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ">f4;false;(1,);4;must hold little-endian numbers, found type '>f4'. Maybe save x.astype('<f4').",
                "|O;false;(1,);4;must hold little-endian numbers, found type '|O'. Maybe save x.astype('<f4').",
                "<f4;true;(1,);4;must be in C order. Maybe save numpy.ascontiguousarray(x).",
                "<f4;false;(2,);4;its header promises 8 bytes of data, but it has 4. Maybe the download was cut short.",
                "<f4;false;();4;must have items along its first dimension, but its shape is [].",
                "<f4;false;(0, 2);0;must have items along its first dimension, but its shape is [0, 2].",
                "<f4;false;(1, 0);0;must hold 1 to 500000000 values, but its shape is [1, 0].",
                "<f4;false;(4000000, 4000000, 4000000);4;must hold less than 2 GB, but its shape is [4000000, 4000000, 4000000].",
                "<f4;false;(99999999999,);4;its shape must be of numbers, found '99999999999'.",
                "<f4;false;x;4;its header must name a shape, found ",
            },
            quoteCharacter = '`')
    void aBadArrayIsNamed(String type, boolean fortran, String shape, int bytes, String message) {
        byte[] file = NumpyFiles.array(type, fortran, shape, new byte[bytes]);
        assertBad(file, message);
    }

    @Test
    void anythingElseThanAnArrayIsNamed() {
        assertBad(new byte[0], "must be a NumPy array (.npy).");
        assertBad(new byte[200], "must be a NumPy array (.npy).");
        assertBad(Arrays.copyOf(VALUES, 9), "its header must name a type, found ''.");
        byte[] version = VALUES.clone();
        version[6] = 4;
        assertBad(version, "must be of version 1 to 3 with a short header, found version 4.");
    }

    private static void assertBad(byte[] file, String message) {
        assertThatThrownBy(() -> array(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("x.npy: " + message);
    }

    private static NumberArray array(byte[] file) throws IOException {
        return NpyReader.read(new ByteArrayInputStream(file), "x.npy");
    }

    @Test
    void valuesAndLabelsMustFitEachOther() throws IOException {
        Path values = write("x.npy", VALUES);
        assertBadLabels(values, NumpyFiles.longs("(3,)", 1, 2, 3), "must hold one label for each");
        assertBadLabels(values, NumpyFiles.longs("(2, 2)", 1, 2, 3, 4), "must hold one label per");
        assertBadLabels(
                values,
                NumpyFiles.longs("(2,)", 1, -1),
                "item 1: a label must be a whole number from 0, found -1.0.");
        assertBadLabels(
                write("nan.npy", NumpyFiles.floats("(2,)", 1, Float.NaN)),
                LABELS,
                "nan.npy, item 1: values must be finite float32 numbers, found NaN.");
    }

    private void assertBadLabels(Path values, byte[] labels, String message) throws IOException {
        Path file = write("y.npy", labels);
        assertThatThrownBy(() -> npy(values, file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void wrongFilesAreWrongUse() throws IOException {
        Path text = write("x.csv", VALUES);
        assertThatThrownBy(() -> npy(text, text))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("Maybe give {file: x.csv, values: NAME, labels: NAME}.");
        assertThatThrownBy(() -> arrays(text, "a", "b"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("'file' must be a .npz or .safetensors file");
        Path noZip = write("x.npz", VALUES);
        assertThatThrownBy(() -> arrays(noZip, "a", "b"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("x.npz: must be a zip file of NumPy arrays (");
    }

    private Path write(String name, byte... content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }
}
