package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MergeTensor.Stretch;
import dev.merganser.recipes.method.taskvector.Trim.EqualSearch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The trims of all task vectors of a large tensor, found together: a sample says between which
 * magnitudes each threshold must be, then one pass over the tensor counts what lies there in fine
 * bins, and what lies above. The answer is exact: where the sample was wrong, or a bin that must be
 * split holds several magnitudes (rare among differences of bfloat16), another pass looks closer.
 */
final class TrimSearch {
    private static final long SMALLEST_STRETCH = 1 << 18;
    private static final int MOST_STRETCHES = 64;

    private final MergeTensor tensor;
    private final long[] wanted;
    private final List<Optional<Sparsifier>> found = new ArrayList<>();
    private final MagnitudeRange[] ranges;

    private TrimSearch(MergeTensor tensor, long[] wanted) {
        this.tensor = tensor;
        this.wanted = wanted.clone();
        this.ranges = MagnitudeSample.ranges(tensor, wanted);
        for (long count : wanted) {
            found.add(easy(count));
        }
    }

    private Optional<Sparsifier> easy(long count) {
        if (count >= tensor.elements()) {
            return Optional.of(Sparsifier.NONE);
        }
        return count == 0 ? Optional.of(Sparsifier.ALL) : Optional.empty();
    }

    /**
     * The trim of each model.
     *
     * @param wanted how many elements to keep of each model
     */
    static List<Sparsifier> of(MergeTensor tensor, long[] wanted) {
        TrimSearch search = new TrimSearch(tensor, wanted);
        for (List<Integer> open = search.open(); !open.isEmpty(); open = search.open()) {
            search.look(open);
        }
        return search.found.stream().map(Optional::orElseThrow).toList();
    }

    private List<Integer> open() {
        List<Integer> open = new ArrayList<>();
        for (int m = 0; m < wanted.length; m++) {
            if (found.get(m).isEmpty()) {
                open.add(m);
            }
        }
        return open;
    }

    private void look(List<Integer> open) {
        List<List<MagnitudeCounts>> stretches =
                tensor.overStretches(stretch(), stretch -> counts(stretch, open));
        for (int i = 0; i < open.size(); i++) {
            int index = i;
            conclude(open.get(i), stretches.stream().map(counts -> counts.get(index)).toList());
        }
    }

    /** Elements of a stretch: few of them, so that large tensors need no more memory. */
    private long stretch() {
        long even = Math.ceilDiv(tensor.elements(), MOST_STRETCHES);
        return Math.max(SMALLEST_STRETCH, Math.ceilDiv(even, 4096) * 4096);
    }

    private List<MagnitudeCounts> counts(Stretch stretch, List<Integer> open) {
        List<MagnitudeCounts> counts =
                open.stream().map(model -> new MagnitudeCounts(ranges[model])).toList();
        stretch.forEachBlock(
                block -> {
                    for (int i = 0; i < open.size(); i++) {
                        int model = open.get(i);
                        block.subtractBase(model);
                        counts.get(i).add(block.model(model), block.length());
                    }
                });
        return counts;
    }

    private void conclude(int model, List<MagnitudeCounts> stretches) {
        MagnitudeCounts all = MagnitudeCounts.sum(ranges[model], stretches);
        long left = wanted[model] - all.above();
        if (left <= 0 || left > all.inRange()) {
            ranges[model] = MagnitudeRange.ALL; // the sample was wrong
            return;
        }
        int bin = all.binOf(left);
        left -= all.beyond(bin);
        if (left == all.count(bin)) {
            found.set(model, Optional.of(new Trim(ranges[model].begin(bin), Long.MAX_VALUE)));
        } else if (all.isOneValue(bin)) {
            long last = lastEqual(model, all.value(bin), left, bin, stretches);
            found.set(model, Optional.of(new Trim(all.value(bin), last)));
        } else {
            ranges[model] = ranges[model].within(bin);
        }
    }

    /** Index of the {@code left}-th element whose magnitude is the only one in its bin. */
    private long lastEqual(
            int model, int value, long left, int bin, List<MagnitudeCounts> stretches) {
        int stretch = 0;
        long before = 0;
        while (before + stretches.get(stretch).count(bin) < left) {
            before += stretches.get(stretch++).count(bin);
        }
        EqualSearch search = new EqualSearch(value, left - before);
        long begin = stretch * stretch();
        long end = Math.min(tensor.elements(), begin + stretch());
        tensor.forEachDelta(model, begin, end, search);
        return search.found();
    }
}
