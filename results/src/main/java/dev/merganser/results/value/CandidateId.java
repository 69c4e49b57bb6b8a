package dev.merganser.results.value;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * The number of a candidate ({@code 17}) or of a baseline ({@code b1}); both count from 1.
 * Baselines come first in order.
 *
 * @param baseline whether this is a baseline, not a proposed candidate
 */
public record CandidateId(boolean baseline, int number) implements Comparable<CandidateId> {
    private static final Pattern TEXT = Pattern.compile("b?[1-9][0-9]{0,8}");
    private static final Comparator<CandidateId> ORDER =
            Comparator.comparing((CandidateId id) -> !id.baseline)
                    .thenComparingInt(CandidateId::number);

    public CandidateId {
        if (number < 1) {
            throw new IllegalArgumentException("Candidates count from 1, found " + number);
        }
    }

    /** A proposed candidate. */
    public static CandidateId of(int number) {
        return new CandidateId(false, number);
    }

    /** A baseline. */
    public static CandidateId baseline(int number) {
        return new CandidateId(true, number);
    }

    /** Reads what {@link #toString()} writes. */
    public static CandidateId parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "A candidate is a number such as 17 or b1, found '" + text + "'");
        }
        boolean baseline = text.startsWith("b");
        return new CandidateId(baseline, Integer.parseInt(baseline ? text.substring(1) : text));
    }

    @Override
    public int compareTo(CandidateId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return (baseline ? "b" : "") + number;
    }
}
