package dev.merganser.benchmarks;

import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
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

/** Trim, mask and sign election of a million elements, beside plainer ways to the same result. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelsBenchmark {
    private static final int ELEMENTS = 1 << 20;
    private static final int BLOCK = 1 << 12;
    private static final int WANTED = ELEMENTS / 5;

    private final float[] base = new float[ELEMENTS];
    private final float[][] experts = new float[3][ELEMENTS];
    private final float[] block = new float[BLOCK];
    private final boolean[] kept = new boolean[BLOCK];
    private final MaskSource.Mask mask = MaskSource.seeded(7).mask("weight", 0, .5);

    /** Fills base and experts from a fixed seed. */
    @Setup
    public void fill() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        for (int i = 0; i < ELEMENTS; i++) {
            base[i] = (float) random.nextGaussian();
            for (float[] expert : experts) {
                expert[i] = base[i] + (float) random.nextGaussian();
            }
        }
    }

    /** The threshold that keeps a fifth of one task vector: one pass, by a sample's guess. */
    @Benchmark
    public Object trimBySample() {
        return ties(1, .2);
    }

    /** The same by partitioning a copy. */
    @Benchmark
    public float trimByQuickselect() {
        float[] magnitudes = magnitudes();
        int low = 0;
        int high = ELEMENTS - 1;
        int rank = ELEMENTS - WANTED;
        while (low < high) {
            float pivot = magnitudes[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (magnitudes[i] < pivot) {
                    i++;
                }
                while (magnitudes[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    float swapped = magnitudes[i];
                    magnitudes[i++] = magnitudes[j];
                    magnitudes[j--] = swapped;
                }
            }
            high = rank <= j ? j : high;
            low = rank >= i ? i : low;
            if (rank > j && rank < i) {
                break;
            }
        }
        return magnitudes[rank];
    }

    /** The same by sorting a copy. */
    @Benchmark
    public float trimBySort() {
        float[] magnitudes = magnitudes();
        Arrays.sort(magnitudes);
        return magnitudes[ELEMENTS - WANTED];
    }

    private float[] magnitudes() {
        float[] magnitudes = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            magnitudes[i] = Math.abs(experts[0][i] - base[i]);
        }
        return magnitudes;
    }

    /** Drops half of the elements. */
    @Benchmark
    public float[] mask() {
        for (int from = 0; from < ELEMENTS; from += BLOCK) {
            mask.drop(from, block, BLOCK);
        }
        return block;
    }

    /** The same mask as flags, element by element. */
    @Benchmark
    public boolean[] maskFlags() {
        for (int from = 0; from < ELEMENTS; from += BLOCK) {
            mask.read(from, kept, BLOCK);
        }
        return kept;
    }

    /** Election and disjoint mean of three task vectors, none of them trimmed. */
    @Benchmark
    public float[] signElection() {
        TensorMerge merge = ties(3, 1);
        for (int from = 0; from < ELEMENTS; from += BLOCK) {
            merge.read(from, block, BLOCK);
        }
        return block;
    }

    private TensorMerge ties(int models, double density) {
        ModelMethod ties = (ModelMethod) MergeMethods.named("ties");
        List<FloatSource> sources =
                Arrays.stream(experts).limit(models).map(KernelsBenchmark::source).toList();
        Arguments arguments =
                Arguments.resolve(
                        ties.descriptor(),
                        Map.of("weight", Argument.of(.3), "density", Argument.of(density)),
                        sources.stream().map(_ -> Map.<String, Argument>of()).toList());
        TensorInfo info = new TensorInfo("weight", DType.F32, Shape.of(ELEMENTS));
        MergeTensor tensor = MergeTensor.of(info, sources, arguments).withBase(source(base));
        return TensorMerge.prepare(ties.survey(List.of(tensor)), tensor);
    }

    private static FloatSource source(float[] values) {
        return (from, into, count) -> System.arraycopy(values, (int) from, into, 0, count);
    }
}
