package dev.merganser.recipes.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class SafetensorsHeaderTest {
    @TempDir Path folder;

    @Test
    void tensorsComeInTheOrderOfTheirDataWithTrailingSpacesAllowed() {
        String header =
                """
                {"__metadata__":{"format":"pt"},
                 "b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]},
                 "a":{"shape":[2,1],"data_offsets":[0,2],"dtype":"I8"},
                 "none":{"dtype":"F32","shape":[0,3],"data_offsets":[2,2]},
                 "scalar":{"dtype":"BOOL","shape":[],"data_offsets":[6,7]}}\
                """;
        try (Checkpoint checkpoint = open(RawSafetensors.bytes(header, 7))) {
            assertThat(checkpoint.tensors())
                    .containsExactly(
                            new TensorInfo("a", DType.I8, Shape.of(2, 1)),
                            new TensorInfo("none", DType.F32, Shape.of(0, 3)),
                            new TensorInfo("b", DType.F32, Shape.of(1)),
                            new TensorInfo("scalar", DType.BOOL, Shape.of()));
            assertThat(checkpoint.metadata()).containsEntry("format", "pt");
            assertThat(checkpoint.tensor("b").floats())
                    .containsExactly(Float.intBitsToFloat(0x05040302));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeIsRead(DType dtype) {
        String header =
                "{\"w\":{\"dtype\":\"%s\",\"shape\":[3],\"data_offsets\":[0,%d]}}"
                        .formatted(dtype, 3 * dtype.bytes());
        try (Checkpoint checkpoint = open(RawSafetensors.bytes(header, 3 * dtype.bytes()))) {
            assertThat(checkpoint.tensor("w").dtype()).isEqualTo(dtype);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [1]                                            | JSON object
                    {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]} | valid JSON
                    {} {}                                          | end with its JSON object
                    {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | Duplicate
                    {"w":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}} | Duplicate
                    {"w":[0,4]}                                    | 'w' must be an object
                    {"w":{"dtype":"F32","shape":[1]}}              | found dtype, shape
                    {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":1}} | extra
                    {"w":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}} | found 'F8_E4M3'
                    {"w":{"dtype":32,"shape":[1],"data_offsets":[0,4]}} | found '32'
                    {"w":{"dtype":null,"shape":[1],"data_offsets":[0,4]}} | found 'null'
                    {"w":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}} | found 'f32'
                    {"w":{"dtype":"F32","shape":1,"data_offsets":[0,4]}} | shape; found 1
                    {"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}} | shape; found [-1]
                    {"w":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}} | shape; found [1.0]
                    {"w":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}} | shape; found [1]
                    {"w":{"dtype":"F32","shape":[18446744073709551617],"data_offsets":[0,4]}} | shape; found [18446744073709551617]
                    {"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}} | larger than any file
                    {"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}} | [begin, end]; found [0]
                    {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}} | [begin, end]
                    {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}} | [begin, end]
                    {"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}} | data_offsets
                    {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}} | tensor 'w' of F32 [1] needs 4 bytes, but its data_offsets [0, 8] span 8
                    {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | leave a hole
                    {"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | overlap
                    {"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 bytes follow
                    {"v":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}} | tensor 'v' of F32 [3] needs bytes 0 to 12 of the data, but the data has 8 bytes. Maybe the download was cut short
                    {"__metadata__":[]}                            | __metadata__ must be an object
                    {"__metadata__":{"format":1}}                  | __metadata__ 'format' must be a text
                    {"\\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | surrogate
                    {"\\udc00":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | surrogate
                    """)
    void whatTheFormatForbidsIsRefusedWithItsReason(String header, String reason) {
        assertRefused(RawSafetensors.bytes(header, 8), reason);
    }

    @Test
    void theLengthOfTheHeaderIsBounded() {
        assertRefused(new byte[0], "has 0 bytes");
        assertRefused(new byte[] {1, 0, 0}, "has 3 bytes");
        assertRefused(withLength(0), "its length says 0");
        assertRefused(withLength(100_000_001), "its length says 100000001");
        assertRefused(withLength(-1), "its length says 18446744073709551615");
        assertRefused(withLength(1000), "has 1000 bytes, but the file ends after");
    }

    @Test
    void otherKindsOfFileAreRecognized() {
        assertRefused("version https://git-lfs.github.com/spec/v1\n", "run 'git lfs pull'");
        assertRefused("<!doctype html><html>not found</html>", "web page");
        assertRefused("GGUF\u0003\0\0\0\0\0\0\0\0\0\0\0", "GGUF");
        assertRefused("PK\u0003\u0004\0\0\0\u0001\0\0\0\0\0", "PyTorch pickle");
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] file = RawSafetensors.bytes("{\"w\":1}", 0);
        file[10] = (byte) 0xff;
        assertRefused(file, "UTF-8");
    }

    @Test
    void aHostileNameCannotBreakTheLineOfAMessage() {
        assertRefused(RawSafetensors.bytes("{\"a\\nERROR\\u001b[31m\":1}", 0), "'a\\u000aERROR");
    }

    @Test
    void deepNestingIsRefusedWithoutAnOverflow() {
        assertRefused(RawSafetensors.bytes("{\"a\":" + "[".repeat(100_000), 0), "valid JSON");
    }

    private byte[] withLength(long length) {
        byte[] file = RawSafetensors.bytes("{}", 0);
        for (int i = 0; i < 8; i++) {
            file[i] = (byte) (length >>> (8 * i));
        }
        return file;
    }

    private void assertRefused(String content, String reason) {
        assertRefused(content.getBytes(StandardCharsets.ISO_8859_1), reason);
    }

    private void assertRefused(byte[] content, String reason) {
        assertThatThrownBy(() -> open(content).close())
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("a.safetensors")
                .message()
                .doesNotContain("\n");
    }

    private Checkpoint open(byte[] content) {
        return Checkpoints.open(RawSafetensors.write(folder.resolve("a.safetensors"), content));
    }
}
