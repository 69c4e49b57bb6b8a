package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/** What {@code merganser merge} promises about bytes, for every method and float type. */
class MergedBytesTest {

    private static final List<DType> FLOATS = List.of(DType.F32, DType.F16, DType.BF16, DType.F64);

    /** Empty, one, odd, a block and a bit, several blocks. */
    private static final List<Integer> SIZES = List.of(0, 1, 13, 207, 4098, 16387, 40000);

    @TempDir private Path temp;

    /** Methods that read statistics files have tests of their own. */
    static Stream<Arguments> methodsAndTypes() {
        return MergeMethods.all().stream()
                .map(MergeMethod::descriptor)
                .filter(method -> method.files().isEmpty())
                .map(MethodDescriptor::name)
                .flatMap(method -> FLOATS.stream().map(dtype -> Arguments.of(method, dtype)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("methodsAndTypes")
    void identicalModelsMergeToTheirOwnBytes(String method, DType dtype) throws IOException {
        for (String name : List.of("base", "a", "b", "c")) {
            model(name, dtype, 1, 1);
        }
        try (Checkpoint base = Checkpoints.open(temp.resolve("base.safetensors"));
                Checkpoint merged = Checkpoints.open(merged(method, 2))) {
            assertThat(merged.tensors()).isEqualTo(base.tensors());
            for (TensorInfo info : base.tensors()) {
                assertThat(merged.tensor(info.name())).isEqualTo(base.tensor(info.name()));
            }
        }
    }

    /** Every second tensor is the same in all models. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("methodsAndTypes")
    void tensorsThatAreEqualInAllModelsKeepTheirBytes(String method, DType dtype)
            throws IOException {
        family(dtype);
        try (Checkpoint base = Checkpoints.open(temp.resolve("base.safetensors"));
                Checkpoint merged = Checkpoints.open(merged(method, 2))) {
            assertThat(merged.tensors()).isEqualTo(base.tensors());
            for (int i = 0; i < SIZES.size(); i += 2) {
                String name = "layers." + i + ".weight";
                assertThat(merged.tensor(name)).isEqualTo(base.tensor(name));
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("methodsAndTypes")
    void theBytesAreTheSameForAnyNumberOfThreads(String method, DType dtype) throws IOException {
        family(dtype);
        byte[] alone = Files.readAllBytes(merged(method, 1));
        assertThat(Files.readAllBytes(merged(method, 2))).isEqualTo(alone);
        assertThat(Files.readAllBytes(merged(method, 4))).isEqualTo(alone);
    }

    /** Models that differ in every second tensor. */
    private void family(DType dtype) {
        model("base", dtype, 1, 1);
        model("a", dtype, 1, 2);
        model("b", dtype, 1, 3);
        model("c", dtype, 1, 4);
    }

    /** Merges at default parameters; what has no default is 1, or one half for {@code t}. */
    private Path merged(String method, int threads) throws IOException {
        MethodDescriptor about = MergeMethods.named(method).descriptor();
        var recipe = new StringBuilder("merge_method: " + method + "\n");
        if (about.baseUse() != BaseUse.NONE) {
            recipe.append("base_model: ").append(path("base")).append("\n");
        }
        recipe.append("models:\n");
        Stream.of("a", "b", "c")
                .limit(about.maxModels())
                .forEach(name -> recipe.append("- model: ").append(path(name)).append("\n"));
        List<String> required = new ArrayList<>();
        for (ParameterSpec parameter : about.parameters()) {
            if (parameter.required()) {
                required.add(parameter.name() + (parameter.name().equals("t") ? ": 0.5" : ": 1"));
            }
        }
        recipe.append("parameters: {").append(String.join(", ", required)).append("}\n");
        Path file = Files.writeString(temp.resolve("recipe.yml"), recipe.toString());
        Path out = temp.resolve("merged-" + threads + ".safetensors");
        Program program = Program.run("merge", file, out, "--threads", threads);
        assertThat(program.code()).as(program.err()).isZero();
        return out;
    }

    private Path path(String name) {
        return temp.resolve(name + ".safetensors");
    }

    /** A model whose even and odd tensors come from these seeds. */
    private void model(String name, DType dtype, long even, long odd) {
        List<TensorInfo> infos = new ArrayList<>();
        for (int i = 0; i < SIZES.size(); i++) {
            infos.add(new TensorInfo("layers." + i + ".weight", dtype, Shape.of(SIZES.get(i))));
        }
        SafetensorsWriter.write(
                path(name),
                Map.of(),
                infos,
                (info, out) -> {
                    int index = infos.indexOf(info);
                    fill(info, index % 2 == 0 ? even : odd, out);
                });
    }

    /** Values of all sizes that the type holds, zeros of both signs and subnormals among them. */
    private static void fill(TensorInfo info, long seed, MemorySegment out) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] values = new float[(int) info.shape().elements()];
        float largest = Floats.largest(info.dtype());
        for (int i = 0; i < values.length; i++) {
            float value = (float) random.nextGaussian();
            values[i] =
                    switch (i % 5) {
                        case 0 -> Math.copySign(largest, value);
                        case 1 -> Math.copySign(0f, value);
                        case 2 -> Math.copySign(smallest(info.dtype()), value);
                        case 3 -> value * 1e-3f;
                        default -> value;
                    };
        }
        Floats.encode(info.dtype(), values, 0, values.length, out, 0);
        if (info.dtype() == DType.F64) {
            for (int i = 3; i < values.length; i += 5) { // between two values of float32
                out.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, i * 8L, random.nextGaussian());
            }
        }
    }

    /** The smallest subnormal number. */
    private static float smallest(DType dtype) {
        return switch (dtype) {
            case F16 -> 0x1p-24f;
            case BF16 -> 0x1p-133f;
            default -> Float.MIN_VALUE;
        };
    }
}
