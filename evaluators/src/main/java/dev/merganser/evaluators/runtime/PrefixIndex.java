package dev.merganser.evaluators.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The first steps of paths by small numbers: steps are numbered by what they compute, and a prefix
 * is known by the number of the prefix before it and that of its last step. So what a step computes
 * is compared once per step of a path, however long the path. Those that were asked for least
 * recently are forgotten; numbers are never used again. For one thread at a time.
 */
final class PrefixIndex {

    private static final long NOTHING = 0;

    /** Steps hold keys of weights, prefixes hold numbers. */
    private static final int PREFIXES_PER_STEP = 4;

    private final int remembered;
    private final LinkedHashMap<Object, Long> steps = new LinkedHashMap<>(16, .75f, true);
    private final LinkedHashMap<Link, Prefix> prefixes = new LinkedHashMap<>(16, .75f, true);
    private long numbers = NOTHING;

    private record Link(long before, long step) {}

    /**
     * An index.
     *
     * @param remembered how many steps, and four times as many prefixes; more than the longest path
     *     has
     */
    PrefixIndex(int remembered) {
        this.remembered = remembered;
    }

    /** The prefix that ends with each step of a path. */
    List<Prefix> of(List<?> path) {
        List<Prefix> found = new ArrayList<>(path.size());
        List<Link> links = new ArrayList<>(path.size());
        long before = NOTHING;
        for (Object step : path) {
            var link = new Link(before, steps.computeIfAbsent(step, _ -> ++numbers));
            Prefix prefix = prefixes.computeIfAbsent(link, _ -> new Prefix(++numbers));
            links.add(link);
            found.add(prefix);
            before = prefix.number;
        }
        links.reversed().forEach(prefixes::get); // a prefix must outlive those that go on from it
        return found;
    }

    /** Forgets one prefix, where there are too many. */
    Optional<Prefix> forgotten() {
        while (steps.size() > remembered) {
            steps.pollFirstEntry();
        }
        return prefixes.size() > PREFIXES_PER_STEP * remembered
                ? Optional.of(prefixes.pollFirstEntry().getValue())
                : Optional.empty();
    }
}
