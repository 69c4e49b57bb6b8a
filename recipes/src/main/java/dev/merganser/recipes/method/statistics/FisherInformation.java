package dev.merganser.recipes.method.statistics;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.Statistics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The diagonal of the Fisher information of one model for one tensor. Safe for many threads. */
final class FisherInformation {

    private static final int BLOCK = 1 << 12;

    private final FloatSource values;
    private final String file;
    private final String name;

    private FisherInformation(Statistics statistics, MergeTensor tensor) {
        this.name = statistics.tensor();
        this.file = statistics.file();
        this.values = statistics.require(name, tensor.shape(), "Fisher information").values();
    }

    /** That of each model; throws where a file has none or of another shape. */
    static List<FisherInformation> of(MergeTensor tensor) {
        return StatisticsFile.of(tensor).stream()
                .map(statistics -> new FisherInformation(statistics, tensor))
                .toList();
    }

    /** The L2 norm of each model over all its tensors, by its name; none where no tensor asks. */
    static Map<String, Double> norms(List<MergeTensor> tensors) {
        Map<String, Double> sums = new HashMap<>();
        if (tensors.stream().anyMatch(Fisher::normalizes)) {
            List<double[]> squares = ofAll(tensors);
            for (int i = 0; i < squares.size(); i++) {
                List<String> names = tensors.get(i).modelNames();
                for (int model = 0; model < names.size(); model++) {
                    sums.merge(names.get(model), squares.get(i)[model], Double::sum);
                }
            }
        }
        sums.replaceAll((_, sum) -> Math.sqrt(sum));
        return sums;
    }

    /** The sums of squares of each tensor, which the first one's workers share. */
    private static List<double[]> ofAll(List<MergeTensor> tensors) {
        double[][] squares = new double[tensors.size()][];
        tensors.getFirst()
                .workers()
                .forEach(squares.length, i -> squares[i] = squares(tensors.get(i)));
        return List.of(squares);
    }

    /** The sum of squares over one tensor for each model. */
    private static double[] squares(MergeTensor tensor) {
        List<Double> squares = new ArrayList<>();
        for (FisherInformation information : of(tensor)) {
            squares.add(information.squares(tensor.elements()));
        }
        return squares.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double squares(long elements) {
        float[] block = new float[(int) Math.min(BLOCK, elements)];
        double sum = 0;
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            read(from, block, count);
            for (int i = 0; i < count; i++) {
                sum += (double) block[i] * block[i];
            }
        }
        return sum;
    }

    /** Reads elements; {@link BadDataException} where one is below 0. */
    void read(long from, float[] into, int count) {
        values.read(from, into, count);
        for (int i = 0; i < count; i++) {
            if (!(into[i] >= 0)) {
                throw new BadDataException(
                        "Statistics %s must hold Fisher information of at least 0, found %s at element %d of '%s'."
                                .formatted(file, into[i], from + i, name));
            }
        }
    }
}
