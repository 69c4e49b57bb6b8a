package dev.merganser.optimizer.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How fast a search scored.
 *
 * @param bareItemsPerSecond what a loop reaches that feeds the same batches to the same sessions
 *     and does nothing else; 0 where that was not measured
 */
public record Speed(double candidatesPerSecond, double itemsPerSecond, double bareItemsPerSecond) {

    private static final String CANDIDATES = "candidatesPerSecond";
    private static final String ITEMS = "itemsPerSecond";
    private static final String BARE_ITEMS = "bareItemsPerSecond";
    private static final String SHARE = "shareOfBareLoop";

    /** The speed that a journal's facts tell, if they do. */
    static Optional<Speed> of(Map<String, Double> facts) {
        return facts.keySet().containsAll(List.of(CANDIDATES, ITEMS))
                ? Optional.of(
                        new Speed(
                                facts.getOrDefault(CANDIDATES, 0.0),
                                facts.getOrDefault(ITEMS, 0.0),
                                facts.getOrDefault(BARE_ITEMS, 0.0)))
                : Optional.empty();
    }

    /** The measurements by name, for the journal; without the bare loop where there was none. */
    Map<String, Double> facts() {
        Map<String, Double> facts = new LinkedHashMap<>();
        facts.put(CANDIDATES, candidatesPerSecond);
        facts.put(ITEMS, itemsPerSecond);
        if (bareItemsPerSecond > 0) {
            facts.put(BARE_ITEMS, bareItemsPerSecond);
            facts.put(SHARE, share());
        }
        return facts;
    }

    /** Throughput as a share of the bare loop's; 0 where that was not measured. */
    public double share() {
        return bareItemsPerSecond > 0 ? itemsPerSecond / bareItemsPerSecond : 0;
    }
}
