package dev.merganser.optimizer.algorithm;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Evaluations that runs with different seeds took to a target.
 *
 * @param arrived of the runs that came there, fewest first
 * @param runs all of them
 */
record Counts(List<Integer> arrived, int runs) {

    static Counts of(int runs, LongFunction<OptionalInt> run) {
        List<Integer> arrived =
                LongStream.rangeClosed(1, runs)
                        .mapToObj(run)
                        .flatMapToInt(OptionalInt::stream)
                        .sorted()
                        .boxed()
                        .toList();
        return new Counts(arrived, runs);
    }

    /** Of an odd number of runs; above all numbers where half of them did not arrive. */
    int median() {
        return arrived.size() > runs / 2 ? arrived.get(runs / 2) : Integer.MAX_VALUE;
    }

    /** As in the tables: median, range, and how many arrived where not all did. */
    String cell() {
        if (arrived.isEmpty()) {
            return "none";
        }
        String middle = median() == Integer.MAX_VALUE ? "–" : "" + median();
        String range = " (" + arrived.getFirst() + " – " + arrived.getLast() + ")";
        return middle
                + range
                + (arrived.size() < runs ? ", " + arrived.size() + " of " + runs : "");
    }
}
