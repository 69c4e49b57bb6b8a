package dev.merganser.results.report;

import dev.merganser.results.statistics.Comparison;
import dev.merganser.results.statistics.HypervolumeGain;
import dev.merganser.results.value.Estimate;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether the front beats the best tuned baseline on one split.
 *
 * @param baseline name of the best tuned baseline
 * @param comparison how the front's best single point on search does; empty where the front is
 */
public record Verdict(
        String split, String baseline, HypervolumeGain gain, Optional<Comparison> comparison) {

    /**
     * Whether the front alone covers more than all baselines together, beyond the 95 % interval.
     * The gain itself would say little: it is never negative, and noise raises it.
     */
    public boolean beats() {
        return gain.gain().interval().low() > 0 && gain.difference().interval().low() > 0;
    }

    /** One sentence for people. */
    public String sentence() {
        String words = beats() ? "beats" : "is not shown to beat";
        return "On %s the front %s the best tuned baseline (%s): hypervolume gain %s%s."
                .formatted(split, words, baseline, text(gain.gain()), comparisonWords());
    }

    private String comparisonWords() {
        return comparison
                .map(
                        found ->
                                "; its best single point on search, candidate %d, is better than it in %d of %d objectives; %d of %d members match or beat it in all"
                                        .formatted(
                                                found.candidate(),
                                                found.better(),
                                                found.objectives(),
                                                found.dominating(),
                                                found.members()))
                .orElse("");
    }

    static String text(Estimate estimate) {
        return String.format(
                Locale.ROOT,
                "%+.4f [%+.4f, %+.4f]",
                estimate.value(),
                estimate.interval().low(),
                estimate.interval().high());
    }
}
