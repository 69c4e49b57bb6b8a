package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.Rows;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.task.Reading.Place;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Packs items into minibatches of about one size, each row once in a batch.
 *
 * @param most items in a minibatch
 * @param forwardsPerRow what running a row costs
 */
record Packing(
        SessionFactory sessions, Rows rows, Reading reading, int most, double forwardsPerRow) {

    /** Minibatches of items; the caller closes them. */
    Minibatches pack(int[] items, Map<LossTerm, Double> factors) {
        boolean together = factors.containsKey(LossTerm.CONTRASTIVE);
        List<int[]> groups = new ArrayList<>();
        for (int[] part : parts(items, together ? 2 : 1)) {
            groups.addAll(together ? List.of(part) : fitting(part));
        }
        List<Minibatch> packed = new ArrayList<>();
        try {
            groups.forEach(group -> packed.add(minibatch(group, factors)));
            return new Minibatches(packed);
        } catch (RuntimeException e) {
            packed.forEach(Minibatch::close);
            throw e;
        }
    }

    /**
     * As few parts as possible, of sizes that differ by one at most.
     *
     * @param least items of a part where there are so many: a pair alone has nothing to be told
     *     from; then a part may have one more than {@code most}
     */
    private List<int[]> parts(int[] items, int least) {
        int whole = Math.min(items.length, Math.max(1, items.length / least));
        int count = Math.min(Math.ceilDiv(items.length, most), whole);
        List<int[]> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int from = (int) ((long) part * items.length / count);
            int to = (int) ((long) (part + 1) * items.length / count);
            parts.add(Arrays.copyOfRange(items, from, to));
        }
        return parts;
    }

    /** Items go on with those before them as long as their rows are few and short enough. */
    private List<int[]> fitting(int[] items) {
        List<int[]> groups = new ArrayList<>();
        int first = 0;
        for (int end = 1; end <= items.length; end++) {
            if (end == items.length || !fits(Arrays.copyOfRange(items, first, end + 1))) {
                groups.add(Arrays.copyOfRange(items, first, end));
                first = end;
            }
        }
        return groups;
    }

    private boolean fits(int[] items) {
        int[] members = rowsOf(items);
        int longest = Arrays.stream(members).map(rows::length).max().orElse(0);
        return (long) members.length * longest <= rows.mostPositions();
    }

    private int[] rowsOf(int[] items) {
        return Arrays.stream(items)
                .boxed()
                .flatMap(this::rowsOf)
                .distinct()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private Stream<Integer> rowsOf(int item) {
        return reading.places(item).stream().map(Place::row);
    }

    private Minibatch minibatch(int[] items, Map<LossTerm, Double> factors) {
        int[] members = rowsOf(items);
        return new Minibatch(
                rows.pack(sessions, members), items, members.length * forwardsPerRow, factors);
    }
}
