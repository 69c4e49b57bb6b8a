package dev.merganser.recipes.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Large tensors are read by position; their mapping is the plain twin. */
class ReadAheadTest {
    private static final int ELEMENTS = (1 << 19) + 4321;

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void writesTwoTensorsOfTheSmallestTypeThatPays() {
        file = folder.resolve("model.safetensors");
        List<TensorInfo> tensors =
                List.of(
                        new TensorInfo("a", DType.BF16, Shape.of(ELEMENTS)),
                        new TensorInfo("b", DType.F32, Shape.of(ELEMENTS)));
        SafetensorsWriter.write(
                file,
                Map.of(),
                tensors,
                (info, out) -> {
                    float[] values = values(info.name());
                    Floats.encode(info.dtype(), values, 0, ELEMENTS, out, 0);
                },
                new WriteSettings(1, false));
    }

    private static float[] values(String name) {
        var random = new Random(name.hashCode());
        float[] values = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    @Test
    void givesWhatTheMappingGivesInAnyOrder() {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            readsEqual(checkpoint, 1);
        }
    }

    @Test
    void threadsDoNotDisturbEachOther() {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            IntStream.range(0, 8).parallel().forEach(seed -> readsEqual(checkpoint, seed));
        }
    }

    /** An interrupted read closes the file for good, for all threads. */
    @Test
    void anInterruptedThreadReadsOn() {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            Thread.currentThread().interrupt();
            readsEqual(checkpoint, 2);
            assertThat(Thread.interrupted()).isTrue();
            readsEqual(checkpoint, 3);
        }
    }

    @Test
    void moreTensorsThanWindowsAreReadInTurns() {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            List<FloatTensor> many = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                many.add(checkpoint.values("a"));
            }
            for (long from : new long[] {0, 4096, 8192}) {
                many.forEach(values -> equal(checkpoint, "a", values, from, 4096));
            }
        }
    }

    @Test
    void saysWhetherValuesAreFinite() {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.values("a")).isInstanceOf(ReadAhead.class);
            assertThat(checkpoint.values("a").readChecked(7, new float[100], 100)).isTrue();
        }
    }

    /** Runs of blocks, as merges read; and now and then a jump. */
    private static void readsEqual(Checkpoint checkpoint, int seed) {
        var random = new Random(seed);
        for (String name : List.of("a", "b")) {
            FloatTensor values = checkpoint.values(name);
            long from = 0;
            for (int i = 0; i < 60; i++) {
                int count = random.nextInt(4) == 0 ? random.nextInt(70_000) : 4096;
                from = random.nextInt(10) == 0 ? random.nextInt(ELEMENTS) : from;
                count = (int) Math.min(count, ELEMENTS - from);
                equal(checkpoint, name, values, from, count);
                from = (from + count) % ELEMENTS;
            }
        }
    }

    private static void equal(
            Checkpoint checkpoint, String name, FloatTensor values, long from, int count) {
        float[] read = new float[count];
        values.read(from, read, count);
        float[] mapped = new float[count];
        FloatTensor.of(checkpoint.tensor(name)).read(from, mapped, count);
        assertThat(Arrays.equals(read, mapped)).as("%s from %d, %d", name, from, count).isTrue();
    }
}
