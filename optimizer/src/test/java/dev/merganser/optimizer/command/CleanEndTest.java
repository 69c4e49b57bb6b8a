package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Merges that are told to end while they write. */
class CleanEndTest {

    private static final long BYTES = 400_000_000;

    @TempDir private Path temp;
    private Path place;

    @BeforeEach
    void makeModels() throws IOException {
        place = Files.createDirectory(temp.resolve("place"));
        zeros(temp.resolve("a.safetensors"));
        zeros(temp.resolve("b.safetensors"));
        Files.writeString(
                temp.resolve("recipe.yml"),
                """
                merge_method: slerp
                base_model: a.safetensors
                models: [{model: a.safetensors}, {model: b.safetensors}]
                parameters: {t: 0.5}
                """);
    }

    /** A large model that takes no room on most disks. */
    private static void zeros(Path file) throws IOException {
        byte[] header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                        .formatted(BYTES / 4, BYTES)
                        .getBytes(StandardCharsets.UTF_8);
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(header.length)
                            .array());
            out.write(header);
            out.setLength(8 + header.length + BYTES);
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130, out", "TERM, 143, out.safetensors"})
    void leaveNothingAndComplainOfNothing(String signal, int code, String out) {
        RealProgram program =
                RealProgram.startIn(
                        temp,
                        temp.resolve("log"),
                        "merge",
                        "recipe.yml",
                        place.resolve(out),
                        "--threads",
                        2);
        while (program.process().isAlive() && !isWriting()) {
            Thread.onSpinWait();
        }
        program.signal(signal);
        assertThat(program.exitCode()).as(program.text()).isEqualTo(code);
        assertThat(program.text()).isEmpty();
        assertThat(place).isEmptyDirectory();
    }

    /** Whether something stands in the folder of the unfinished output. */
    private boolean isWriting() {
        File[] folders = place.toFile().listFiles(File::isDirectory);
        return folders != null
                && Stream.of(folders).map(File::list).anyMatch(in -> in != null && in.length > 0);
    }
}
