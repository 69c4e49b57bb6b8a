package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.results.value.LayerCalls;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What came of scoring one recipe on one split, before it is written down. */
public sealed interface Evaluation {

    /** How long it took. */
    long millis();

    /**
     * The recipe was carried out and scored.
     *
     * @param values the aggregate of each measure, finite
     * @param itemScores one score an item for each measure that is a mean over items
     * @param items how many items were run, over all tasks
     * @param layerCalls where layers are shared between candidates
     */
    record Scored(
            Map<Measure, Double> values,
            Map<Measure, float[]> itemScores,
            int items,
            Optional<LayerCalls> layerCalls,
            long millis)
            implements Evaluation {
        public Scored {
            values = Map.copyOf(values);
            itemScores = new LinkedHashMap<>(itemScores);
        }

        /** Scored by running a whole model. */
        public Scored(
                Map<Measure, Double> values,
                Map<Measure, float[]> itemScores,
                int items,
                long millis) {
            this(values, itemScores, items, Optional.empty(), millis);
        }
    }

    /**
     * The recipe could not be carried out or scored; the search goes on.
     *
     * @param output what a program printed that was to score it
     */
    record Failed(String reason, long millis, Optional<String> output) implements Evaluation {

        /** A failure that says all there is. */
        public Failed(String reason, long millis) {
            this(reason, millis, Optional.empty());
        }
    }

    /** The user stopped the search before the recipe was scored: it is as if it had not begun. */
    record Abandoned(long millis) implements Evaluation {}
}
