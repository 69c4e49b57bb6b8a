package dev.merganser.results.journal;

import dev.merganser.results.score.ScoreSlice;
import dev.merganser.results.step.GradientSlice;
import dev.merganser.results.step.StepKind;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.InOrder;
import dev.merganser.results.value.LayerCalls;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.SplitKeys;
import dev.merganser.results.value.Surrogate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fact of a run, one line of its journal. Maps keep their order. */
public sealed interface Event {

    /** Whether the journal is forced to the disk before the writer goes on. */
    default boolean forced() {
        return switch (this) {
            case RunStarted _, Reference _, Scored _, Failed _, Stopped _ -> true;
            case Baseline _, Kept _, Proposed _, Front _, Step _, Fit _ -> false;
        };
    }

    /**
     * The first line of every journal.
     *
     * @param measures quantities that are measured and reported but do not drive the search
     * @param settings what the search was asked for, in short; the manifest has it all
     */
    record RunStarted(
            String name,
            long seed,
            List<Objective> objectives,
            List<Objective> measures,
            Map<String, String> settings,
            Instant at)
            implements Event {
        public RunStarted {
            objectives = List.copyOf(objectives);
            measures = List.copyOf(measures);
            settings = InOrder.copyOf(settings);
            if (objectives.isEmpty()) {
                throw new IllegalArgumentException("A run needs at least one objective");
            }
        }
    }

    /**
     * A recipe that the search is compared with; takes the place of {@link Proposed}.
     *
     * @param recipe its canonical text, models by their aliases
     */
    record Baseline(CandidateId candidate, String name, String recipe) implements Event {
        public Baseline {
            require(candidate.baseline(), "A baseline is numbered b1, b2 …, found " + candidate);
        }
    }

    /**
     * Only some experts go into merges: those that did best alone.
     *
     * @param experts their aliases, in the order of the search file
     * @param of how many there were
     */
    record Kept(List<String> experts, int of) implements Event {
        public Kept {
            experts = List.copyOf(experts);
            require(
                    !experts.isEmpty() && experts.size() <= of,
                    "Of %d experts at least one is kept, found %s".formatted(of, experts));
        }
    }

    /**
     * A recipe that an algorithm proposed.
     *
     * @param recipe its canonical text, models by their aliases
     * @param parents candidates it was bred from
     * @param origin what proposed it, such as {@code start} or {@code crossover}
     * @param against candidates that it races against; empty where it does not race
     */
    record Proposed(
            CandidateId candidate,
            String recipe,
            List<Integer> parents,
            String origin,
            List<Integer> against)
            implements Event {
        public Proposed {
            require(!candidate.baseline(), "A baseline is not proposed, found " + candidate);
            parents = List.copyOf(parents);
            against = List.copyOf(against);
        }
    }

    /**
     * A candidate was scored on a split.
     *
     * @param items how many it was scored on
     * @param fidelity {@code items} as a share of the split, in (0, 1]
     * @param objectives values in natural units by objective name, finite
     * @param measures values of what is measured besides, by name, finite
     * @param scores where the per-item scores lie, by file name under {@code scores/}
     * @param from the lower-numbered candidate whose evaluation this repeats (a cache hit)
     * @param layerCalls how many layers were run and how many were shared; empty where whole models
     *     are run
     * @param millis how long scoring took
     */
    record Scored(
            CandidateId candidate,
            String split,
            int items,
            double fidelity,
            Map<String, Double> objectives,
            Map<String, Double> measures,
            Map<String, ScoreSlice> scores,
            Optional<CandidateId> from,
            Optional<LayerCalls> layerCalls,
            long millis,
            Instant at)
            implements Event {
        public Scored {
            requireSplit(split);
            require(items > 0, "An evaluation has at least one item, found " + items);
            require(
                    fidelity > 0 && fidelity <= 1,
                    "A fidelity must be in (0, 1], found " + fidelity);
            objectives = InOrder.copyOf(objectives);
            measures = InOrder.copyOf(measures);
            scores = InOrder.copyOf(scores);
            objectives.forEach(Event::requireFinite);
            measures.forEach(Event::requireFinite);
        }

        /** Scored by running a whole model. */
        public Scored(
                CandidateId candidate,
                String split,
                int items,
                double fidelity,
                Map<String, Double> objectives,
                Map<String, Double> measures,
                Map<String, ScoreSlice> scores,
                Optional<CandidateId> from,
                long millis,
                Instant at) {
            this(
                    candidate,
                    split,
                    items,
                    fidelity,
                    objectives,
                    measures,
                    scores,
                    from,
                    Optional.empty(),
                    millis,
                    at);
        }
    }

    /** A candidate could not be scored. */
    record Failed(CandidateId candidate, String split, String reason, long millis, Instant at)
            implements Event {
        public Failed {
            requireSplit(split);
        }
    }

    /**
     * A loss that an algorithm which learns coefficients asked for. It can be computed again, so it
     * is not forced.
     *
     * @param number counted from 1 in the order in which they were asked for
     * @param draw which items, counted from 0; 0 for those held out
     * @param point checksum of the coefficients ({@code GradientFile.crc})
     * @param total what is descended; NaN where it, a part or the gradient is not finite, which a
     *     journal tells by leaving it out
     * @param tasks the parts of it by task that are finite
     * @param forwards what it cost, in forward passes of one item
     * @param gradient where the gradient lies in {@code steps/gradients.f64}; only of {@link
     *     StepKind#GRADIENT}
     * @param millis how long it took
     */
    record Step(
            long number,
            StepKind kind,
            long draw,
            String point,
            double total,
            Map<String, Double> tasks,
            long forwards,
            Optional<GradientSlice> gradient,
            long millis,
            Instant at)
            implements Event {
        public Step {
            tasks = InOrder.copyOf(tasks);
            require(number >= 1, "Steps count from 1, found " + number);
            require(forwards >= 0, "Forwards must be at least 0, found " + forwards);
            require(
                    gradient.isPresent() == (kind == StepKind.GRADIENT && Double.isFinite(total)),
                    "A gradient belongs to a step of kind gradient with a finite loss, and to no other");
            require(!Double.isInfinite(total), "A total is finite or NaN, found " + total);
            tasks.forEach(Event::requireFinite);
        }

        /** Whether there is a finite loss, and a finite gradient where one was asked for. */
        public boolean isFinite() {
            return Double.isFinite(total);
        }
    }

    /**
     * Surrogates of the objectives were fitted, and searched in place of recipes. They can be
     * fitted again, so it is not forced.
     *
     * @param number counted from 1
     * @param points how many evaluations they were fitted to, baselines included
     * @param surrogates by objective name
     * @param promises values in natural units that candidates proposed from here on were expected
     *     to have, by candidate number and objective name
     */
    record Fit(
            int number,
            int points,
            Map<String, Surrogate> surrogates,
            Map<Integer, Map<String, Double>> promises)
            implements Event {
        public Fit {
            surrogates = InOrder.copyOf(surrogates);
            promises = InOrder.copyOf(promises);
            require(number >= 1, "Fits count from 1, found " + number);
            require(points >= 1, "A fit has at least one point, found " + points);
            promises.values().forEach(values -> values.forEach(Event::requireFinite));
        }
    }

    /** The Pareto front on the search split changed. */
    record Front(List<Integer> candidates, double hypervolume) implements Event {
        public Front {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * The frame in which hypervolume is computed from here on, by objective name.
     *
     * @param point in natural units
     * @param ranges of the baselines, greater than 0
     */
    record Reference(Map<String, Double> point, Map<String, Double> ranges) implements Event {
        public Reference {
            point = InOrder.copyOf(point);
            ranges = InOrder.copyOf(ranges);
            point.forEach(Event::requireFinite);
            ranges.forEach(Event::requireFinite);
        }
    }

    /**
     * The run ended; a resumed run goes on behind it.
     *
     * @param why such as {@code budget}, {@code time}, {@code interrupted}
     * @param facts measured over the run, such as {@code candidatesPerSecond}
     */
    record Stopped(String why, Map<String, Double> facts, Instant at) implements Event {
        public Stopped {
            facts = InOrder.copyOf(facts);
            facts.forEach(Event::requireFinite);
        }
    }

    private static void requireSplit(String split) {
        require(
                SplitKeys.ALL.contains(split),
                "A split is one of " + SplitKeys.ALL + ", found " + split);
    }

    private static void requireFinite(String name, double value) {
        require(Double.isFinite(value), "'" + name + "' must be finite, found " + value);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
