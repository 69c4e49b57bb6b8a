package dev.merganser.benchmarks;

import java.util.List;
import java.util.Locale;

/** Mean of a few numbers with the lowest and the highest. */
record MeanAndRange(double mean, double low, double high) {

    /** Of at least one number. */
    static MeanAndRange of(List<Double> values) {
        var statistics = values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return new MeanAndRange(statistics.getAverage(), statistics.getMin(), statistics.getMax());
    }

    /** As text, all three in a format; the mean alone where they are the same. */
    String shown(String format) {
        return low == high
                ? String.format(Locale.ROOT, format, mean)
                : String.format(
                        Locale.ROOT, format + " [" + format + ", " + format + "]", mean, low, high);
    }
}
