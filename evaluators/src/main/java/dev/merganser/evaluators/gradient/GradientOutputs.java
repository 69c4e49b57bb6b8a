package dev.merganser.evaluators.gradient;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a gradient graph gives, each under an output of its own. */
final class GradientOutputs {

    private final Emission emission;
    private final Map<String, String> gradients = new LinkedHashMap<>();
    private final Map<String, List<RowGradient>> rows = new LinkedHashMap<>();
    private final Set<String> outputs = new LinkedHashSet<>();

    GradientOutputs(Emission emission) {
        this.emission = emission;
    }

    void add(String input, String gradient) {
        gradients.put(input, output(gradient));
    }

    void addRows(String input, List<RowGradient> each) {
        rows.put(
                input,
                each.stream()
                        .map(row -> new RowGradient(output(row.indices()), output(row.rows())))
                        .toList());
    }

    /** The value, or a copy where it is an input or an output already. */
    private String output(String value) {
        String own = emission.makes(value) && !outputs.contains(value) ? value : copy(value);
        outputs.add(own);
        return own;
    }

    private String copy(String value) {
        return emission.append("Identity", List.of(value));
    }

    Map<String, String> gradients() {
        return gradients;
    }

    Map<String, List<RowGradient>> rows() {
        return rows;
    }

    Set<String> outputs() {
        return outputs;
    }

    /** Outputs that hold indices, whose types differ. */
    Set<String> indices() {
        Set<String> indices = new LinkedHashSet<>();
        rows.values().forEach(each -> each.forEach(row -> indices.add(row.indices())));
        return indices;
    }
}
