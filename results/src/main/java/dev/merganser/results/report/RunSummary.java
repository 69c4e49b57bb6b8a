package dev.merganser.results.report;

import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontVolume;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.LayerCalls;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a report shows of one run.
 *
 * @param took from the start to the last stop, pauses included
 * @param bestBaseline the best tuned baseline, chosen on search
 * @param verdicts what the front adds to the baselines, by split, in the order of the splits; only
 *     where front and baselines are scored
 * @param progress how the hypervolume grew, one point wherever it changed and one at the end
 * @param learned how the loss fell; empty where no coefficients were learned
 * @param fits the surrogates that were fitted; empty where there were none
 * @param facts numbers that were measured over the run
 * @param sections what the manifest says
 * @param warnings one line each
 */
public record RunSummary(
        String name,
        Optional<Instant> started,
        Optional<Duration> took,
        Optional<String> stopped,
        FrontDocument front,
        Counts counts,
        Optional<CandidateId> bestBaseline,
        List<Verdict> verdicts,
        List<ProgressPoint> progress,
        Optional<Double> baselineHypervolume,
        Optional<LossCurve> learned,
        Optional<FitHistory> fits,
        List<Row> facts,
        List<Section> sections,
        List<String> warnings) {

    public RunSummary {
        verdicts = List.copyOf(verdicts);
        progress = List.copyOf(progress);
        facts = List.copyOf(facts);
        sections = List.copyOf(sections);
        warnings = List.copyOf(warnings);
    }

    /**
     * What was done.
     *
     * @param evaluations what the budget counts, failures and steps included
     * @param hits proposals that repeated a lower number
     * @param layerCalls of all evaluations; none where whole models were run
     */
    public record Counts(int evaluations, int failures, int hits, LayerCalls layerCalls) {

        /** In words, where layers were counted. */
        public Optional<String> layerWords() {
            return Optional.of(layerCalls).filter(calls -> calls.all() > 0).map(LayerCalls::words);
        }
    }

    /** Hypervolume of the front after so many evaluations. */
    public record ProgressPoint(int evaluations, double hypervolume) {}

    /** A name with its value, both as they are shown. */
    public record Row(String name, String value) {}

    /** Rows under a heading. */
    public record Section(String title, List<Row> rows) {
        public Section {
            rows = List.copyOf(rows);
        }
    }

    /** How hypervolumes are estimated, for people; empty where they are exact. */
    public Optional<String> sampledWords() {
        return FrontVolume.words(front.objectives().size());
    }

    /** The verdict on a split, if it is known. */
    public Optional<Verdict> verdict(String split) {
        return verdicts.stream().filter(verdict -> verdict.split().equals(split)).findFirst();
    }
}
