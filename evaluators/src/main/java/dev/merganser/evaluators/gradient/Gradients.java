package dev.merganser.evaluators.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gradients of forward values while nodes hand them over. What is handed over may be narrow:
 * with 1 along axes where it is the same.
 */
final class Gradients {

    private record Part(String value, boolean narrow) {}

    private final Emission emission;
    private final Map<String, List<Part>> parts = new HashMap<>();
    private final Map<String, List<RowGradient>> rows = new LinkedHashMap<>();

    Gradients(Emission emission) {
        this.emission = emission;
    }

    void add(String forward, String gradient) {
        add(forward, new Part(gradient, false));
    }

    void addNarrow(String forward, String gradient) {
        add(forward, new Part(gradient, true));
    }

    private void add(String forward, Part part) {
        parts.computeIfAbsent(forward, _ -> new ArrayList<>()).add(part);
    }

    void addRows(String forward, RowGradient gradient) {
        rows.computeIfAbsent(forward, _ -> new ArrayList<>()).add(gradient);
    }

    Map<String, List<RowGradient>> rows() {
        return rows;
    }

    boolean has(String forward) {
        return parts.containsKey(forward);
    }

    /** Whether all that was handed over is narrow. */
    boolean isNarrow(String forward) {
        return parts.getOrDefault(forward, List.of()).stream().allMatch(Part::narrow);
    }

    /** The sum of all parts, as narrow as it is; empty without parts. */
    Optional<String> factor(String forward) {
        return Optional.ofNullable(parts.get(forward)).map(each -> sum(forward, each));
    }

    /** The sum of all parts, as wide as the forward value. */
    Optional<String> full(String forward) {
        Optional<String> sum = factor(forward);
        if (sum.isPresent() && isNarrow(forward)) {
            String shape = emission.shapeOf(forward);
            String wide = emission.emit("Expand", List.of(sum.get(), shape));
            set(forward, new Part(wide, false));
            return Optional.of(wide);
        }
        return sum;
    }

    private String sum(String forward, List<Part> each) {
        boolean narrow = isNarrow(forward);
        String sum =
                each.stream()
                        .map(Part::value)
                        .reduce((a, b) -> emission.emit("Add", List.of(a, b)))
                        .orElseThrow();
        set(forward, new Part(sum, narrow));
        return sum;
    }

    private void set(String forward, Part part) {
        parts.put(forward, new ArrayList<>(List.of(part)));
    }
}
