package dev.merganser.recipes.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Damage of any kind is refused with a message or leaves a checkpoint that can be read. */
class DamagedSafetensorsTest {
    private static final long SEED = 77;
    private static final int CASES = 1500;

    @TempDir Path folder;

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = whole();
        for (int length = 0; length < whole.length; length++) {
            byte[] damaged = Arrays.copyOf(whole, length);
            assertThat(isRefused(damaged)).as("%d bytes", length).isTrue();
            if (length % 40 == 0) {
                assertThat(isFileRefused(damaged)).as("%d bytes", length).isTrue();
            }
        }
    }

    @Test
    void everyExtensionIsRefused() throws IOException {
        byte[] whole = whole();
        assertThat(isRefused(Arrays.copyOf(whole, whole.length + 1))).isTrue();
    }

    @Test
    void flippedBitsGiveNoOtherException() throws IOException {
        byte[] whole = whole();
        int headerEnd = whole.length - 40;
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] damaged = whole.clone();
            RandomGenerator random = random(i);
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                damaged[random.nextInt(headerEnd)] ^= (byte) (1 << random.nextInt(8));
            }
            refused += isRefused(damaged) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(CASES / 2);
    }

    @Test
    void exchangedPiecesOfTheHeaderGiveNoOtherException() throws IOException {
        byte[] whole = whole();
        int headerEnd = whole.length - 40;
        for (int i = 0; i < CASES; i++) {
            byte[] damaged = whole.clone();
            RandomGenerator random = random(CASES + i);
            int length = random.nextInt(1, 20);
            int from = random.nextInt(headerEnd - length);
            int to = random.nextInt(headerEnd - length);
            System.arraycopy(whole, from, damaged, to, length);
            isRefused(damaged);
        }
    }

    /** Without a file for each case: mapping and closing would take most of the time. */
    private static boolean isRefused(byte[] content) {
        try {
            SafetensorsHeaderReader.read(Path.of("a.safetensors"), MemorySegment.ofArray(content));
            return false;
        } catch (BadDataException e) {
            assertThat(e).hasMessageContaining("a.safetensors");
            assertThat(e.getMessage()).doesNotContain("\n");
            return true;
        } catch (RuntimeException e) {
            return fail("seed %d: %s".formatted(SEED, Arrays.toString(content)), e);
        }
    }

    private boolean isFileRefused(byte[] content) {
        Path file = RawSafetensors.write(folder.resolve("a.safetensors"), content);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            return checkpoint.tensors().isEmpty();
        } catch (BadDataException e) {
            return true;
        }
    }

    private byte[] whole() throws IOException {
        Path file = folder.resolve("whole.safetensors");
        var tensors =
                List.of(
                        new TensorInfo("layers.0.weight", DType.F32, Shape.of(2, 3)),
                        new TensorInfo("layers.0.bias", DType.BF16, Shape.of(4)),
                        new TensorInfo("position_ids", DType.I64, Shape.of(1)));
        SafetensorsWriter.write(
                file, Map.of("format", "pt"), tensors, (_, out) -> out.fill((byte) 7));
        return Files.readAllBytes(file);
    }

    private static RandomGenerator random(int number) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + number);
    }
}
