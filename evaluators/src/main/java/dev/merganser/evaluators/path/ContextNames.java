package dev.merganser.evaluators.path;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the values that stems hand on are called in a pool: as the base calls the value that is
 * computed in the same way; {@code model:value} where it has none.
 */
final class ContextNames {

    private final CutModel base;
    private final Map<String, String> byDerivation = new HashMap<>();

    private ContextNames(CutModel base) {
        this.base = base;
    }

    static ContextNames of(CutModel base) {
        var names = new ContextNames(base);
        Derivation derivation = Derivation.in(base.model().graph());
        for (String value : context(base)) {
            names.byDerivation.putIfAbsent(derivation.of(value), value);
        }
        return names;
    }

    /** The names of what a model's stem hands on besides the state. */
    Map<String, String> names(CutModel model) {
        Map<String, String> names = new LinkedHashMap<>();
        Derivation derivation = Derivation.in(model.model().graph());
        for (String value : context(model)) {
            String strange = model == base ? value : model.name() + ":" + value;
            names.put(value, byDerivation.getOrDefault(derivation.of(value), strange));
        }
        return names;
    }

    private static Iterable<String> context(CutModel model) {
        return model.model().stem().map(CutModel::outputs).orElse(Map.of()).values().stream()
                .filter(value -> !model.states().contains(value))
                .toList();
    }
}
