package dev.merganser.recipes.lora;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code adapter_config.json} says of the arithmetic of an adapter.
 *
 * @param rank r, where no pattern says otherwise
 * @param alpha the numerator of the scale, where no pattern says otherwise
 * @param rankStabilised whether the scale is alpha / √r instead of alpha / r
 * @param transposed whether weights are stored as {@code [in, out]} (fan_in_fan_out)
 * @param ranks ranks of modules, by regular expressions on the ends of their names
 * @param alphas alphas likewise
 */
record AdapterConfig(
        int rank,
        double alpha,
        boolean rankStabilised,
        boolean transposed,
        Map<NamePattern, Integer> ranks,
        Map<NamePattern, Double> alphas) {

    AdapterConfig {
        ranks = new LinkedHashMap<>(ranks);
        alphas = new LinkedHashMap<>(alphas);
    }

    /** The number of rank-one terms of a module's update. */
    int rankOf(String module) {
        return first(ranks, module, rank);
    }

    /** What the product of a module's B and A is multiplied by. */
    double scaleOf(String module) {
        double numerator = first(alphas, module, alpha);
        int r = rankOf(module);
        return numerator / (rankStabilised ? Math.sqrt(r) : r);
    }

    private static <T> T first(Map<NamePattern, T> patterns, String module, T otherwise) {
        return patterns.entrySet().stream()
                .filter(entry -> entry.getKey().matches(module))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(otherwise);
    }
}
