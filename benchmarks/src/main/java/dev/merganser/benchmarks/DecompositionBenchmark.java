package dev.merganser.benchmarks;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.matrix.Svd;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.method.TensorwiseMethod;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Merges of one matrix of three models by singular values, on one thread, beside the bare
 * decompositions that they need.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(value = 1, jvmArgsAppend = "-Xmx6g")
public class DecompositionBenchmark {
    private static final int MODELS = 3;
    private static final int BLOCK = 1 << 12;

    @Param({"768x3072", "4096x4096"})
    private String size = "";

    @Param({"iso_c", "tsvm", "iso_cts", "opcm"})
    private String method = "";

    private int rows;
    private int columns;
    private float[][] values = {};
    private Matrix matrix = Matrix.of(0, 0);
    private Matrix left = Matrix.of(0, 0);
    private Matrix right = Matrix.of(0, 0);

    /** Fills base, experts and matrices from a fixed seed. */
    @Setup
    public void fill() {
        String[] sides = size.split("x", 2);
        rows = Integer.parseInt(sides[0]);
        columns = Integer.parseInt(sides[1]);
        int smaller = Math.min(rows, columns);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        values = new float[MODELS + 1][rows * columns];
        for (float[] model : values) {
            for (int i = 0; i < model.length; i++) {
                model[i] = (float) random.nextGaussian();
            }
        }
        matrix = matrix(random, rows, columns);
        left = matrix(random, rows, smaller);
        right = matrix(random, columns, smaller);
    }

    private static Matrix matrix(RandomGenerator random, int rows, int columns) {
        Matrix matrix = Matrix.of(rows, columns);
        Arrays.setAll(matrix.data(), _ -> random.nextGaussian());
        return matrix;
    }

    /** As many decompositions of the same sizes as the method needs. */
    @Benchmark
    public double bareDecompositions() {
        return switch (method) {
            case "iso_c" -> decomposed(1, 0);
            case "tsvm" -> decomposed(MODELS, 1);
            case "iso_cts" -> decomposed(MODELS + 1, 1);
            default -> decomposed(MODELS - 1, 0);
        };
    }

    private double decomposed(int matrices, int pairs) {
        double largest = 0;
        for (int i = 0; i < matrices; i++) {
            largest += Svd.of(matrix).values()[0];
        }
        for (int i = 0; i < pairs; i++) {
            largest += Svd.of(left).values()[0] + Svd.of(right).values()[0];
        }
        return largest;
    }

    /** The whole merge. */
    @Benchmark
    public float merge() {
        MergeMethod merging = MergeMethods.named(method);
        MergeTensor tensor = tensor(merging);
        TensorwiseMethod tensorwise =
                switch (merging) {
                    case TensorwiseMethod each -> each;
                    case ModelMethod whole -> whole.survey(List.of(tensor));
                };
        TensorMerge merged = TensorMerge.prepare(tensorwise, tensor);
        float[] block = new float[BLOCK];
        for (int from = 0; from < rows * columns; from += BLOCK) {
            merged.read(from, block, Math.min(BLOCK, rows * columns - from));
        }
        return block[0];
    }

    private MergeTensor tensor(MergeMethod merging) {
        List<FloatSource> models =
                IntStream.rangeClosed(1, MODELS).mapToObj(i -> source(values[i])).toList();
        Arguments arguments =
                Arguments.resolve(
                        merging.descriptor(), Map.of(), List.of(Map.of(), Map.of(), Map.of()));
        return MergeTensor.of(
                        new TensorInfo("weight", DType.F32, Shape.of(rows, columns)),
                        models,
                        arguments)
                .withBase(source(values[0]));
    }

    private static FloatSource source(float[] all) {
        return (from, into, count) -> System.arraycopy(all, (int) from, into, 0, count);
    }
}
