package dev.merganser.recipes.vector;

import dev.merganser.recipes.align.AlignedModels;
import dev.merganser.recipes.align.AlignedTensor;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.LaneSum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How far models lie from their base, tensor by tensor: squared Euclidean norms of their task
 * vectors, in double.
 *
 * <p>Goes through each weight once, on all cores, a block of each model at a time. Sums are those
 * of parts of a fixed size in order, so they are the same for any number of threads.
 */
public final class TaskVectorNorms {

    private static final int BLOCK = 1 << 13;
    private static final long PART = 1 << 22;

    private TaskVectorNorms() {}

    /**
     * The squared norms by float tensor, those of one in the order of the models; integers have
     * none.
     *
     * @param models with their base, open while this reads them; may be of different types
     * @throws dev.merganser.recipes.error.BadDataException where a value is not finite
     */
    public static SortedMap<String, List<Double>> squares(AlignedModels models) {
        List<Part> parts =
                models.tensors().stream()
                        .flatMap(TaskVectorNorms::floats)
                        .flatMap(Part::of)
                        .toList();
        List<double[]> sums = parts.parallelStream().map(Part::squares).toList();
        SortedMap<String, List<Double>> squares = new TreeMap<>();
        for (int i = 0; i < parts.size(); i++) {
            squares.merge(
                    parts.get(i).tensor().info().name(),
                    Arrays.stream(sums.get(i)).boxed().toList(),
                    TaskVectorNorms::plus);
        }
        return squares;
    }

    private static Stream<AlignedTensor.Merged> floats(AlignedTensor tensor) {
        return tensor instanceof AlignedTensor.Merged merged ? Stream.of(merged) : Stream.empty();
    }

    private static List<Double> plus(List<Double> before, List<Double> more) {
        List<Double> sums = new ArrayList<>(before);
        for (int model = 0; model < more.size(); model++) {
            sums.set(model, sums.get(model) + more.get(model));
        }
        return sums;
    }

    /** A run of a tensor's elements. */
    private record Part(AlignedTensor.Merged tensor, long from, long end) {

        /** At least one, also where there are no elements. */
        static Stream<Part> of(AlignedTensor.Merged tensor) {
            long elements = tensor.info().shape().elements();
            return LongStream.iterate(0, from -> from == 0 || from < elements, from -> from + PART)
                    .mapToObj(from -> new Part(tensor, from, Math.min(from + PART, elements)));
        }

        double[] squares() {
            FloatSource base = tensor.base(true).orElseThrow();
            List<FloatSource> models = tensor.models(true);
            List<LaneSum> sums = Stream.generate(LaneSum::new).limit(models.size()).toList();
            float[] ours = new float[(int) Math.min(BLOCK, end - from)];
            float[] theirs = ours.clone();
            for (long at = from; at < end; at += ours.length) {
                int count = (int) Math.min(ours.length, end - at);
                base.read(at, ours, count);
                for (int model = 0; model < models.size(); model++) {
                    models.get(model).read(at, theirs, count);
                    sums.get(model).addSquaredDifferences(at, theirs, ours, count);
                }
            }
            return sums.stream().mapToDouble(LaneSum::total).toArray();
        }
    }
}
