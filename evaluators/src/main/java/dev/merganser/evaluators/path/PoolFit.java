package dev.merganser.evaluators.path;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.ValueInfo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks that the layers of a model fit between those of the base. */
final class PoolFit {

    private final PoolModel base;
    private final PoolModel other;

    private PoolFit(PoolModel base, PoolModel other) {
        this.base = base;
        this.other = other;
    }

    /** Refuses what does not fit; names both models and what differs. */
    static void check(PoolModel base, PoolModel other) {
        var fit = new PoolFit(base, other);
        fit.requireSameStates(other.cut().stateTypes());
        other.cut().otherStateTypes().forEach(fit::requireSameStates);
        other.context().forEach(fit::requireGiven);
    }

    private void requireSameStates(List<ValueInfo> types) {
        List<ValueInfo> ours = base.cut().stateTypes();
        if (ours.size() != types.size()) {
            throw bad("take as many states", "%d and %d".formatted(ours.size(), types.size()));
        }
        for (int s = 0; s < ours.size(); s++) {
            if (!fits(ours.get(s), types.get(s))) {
                throw bad(
                        "hand on states of one shape",
                        "%s and %s".formatted(describe(ours.get(s)), describe(types.get(s))));
            }
        }
    }

    private void requireGiven(String value) {
        Map<String, ValueInfo> inputs = base.inputs();
        ValueInfo ours = inputs.get(value);
        ValueInfo theirs = other.inputs().get(value);
        if (theirs != null) {
            requireInput(value, Optional.ofNullable(ours), theirs);
        } else if (!base.stem().outputs().containsValue(value)) {
            String own = value.substring(value.indexOf(':') + 1);
            throw bad(
                    "take context that is computed in the same way",
                    "%s of model %s (from %s), which the stem of model %s does not compute"
                            .formatted(
                                    Quoted.text(own),
                                    name(other),
                                    String.join(
                                            ", ",
                                            Derivation.in(other.cut().model().graph())
                                                    .sources(own)),
                                    name(base)));
        }
    }

    private void requireInput(String value, Optional<ValueInfo> ours, ValueInfo theirs) {
        if (ours.isEmpty()) {
            throw bad(
                    "take inputs that both graphs have",
                    "%s of model %s alone".formatted(Quoted.text(value), name(other)));
        }
        if (!fits(ours.get(), theirs)) {
            throw bad(
                    "take inputs of one type",
                    "%s as %s and %s"
                            .formatted(Quoted.text(value), describe(ours.get()), describe(theirs)));
        }
    }

    private BadDataException bad(String must, String found) {
        return new BadDataException(
                "Layers of models %s and %s must %s to be one pool, found %s."
                        .formatted(name(base), name(other), must, found));
    }

    private static String name(PoolModel model) {
        return Quoted.text(model.cut().name());
    }

    /** Types that can be equal: open dimensions fit all sizes. */
    private static boolean fits(ValueInfo a, ValueInfo b) {
        boolean sameKind =
                a.dtype().isEmpty() || b.dtype().isEmpty() || a.dtype().equals(b.dtype());
        return sameKind && a.dims().flatMap(x -> b.dims().map(y -> dimsFit(x, y))).orElse(true);
    }

    private static boolean dimsFit(List<Dim> a, List<Dim> b) {
        boolean fits = a.size() == b.size();
        for (int d = 0; fits && d < a.size(); d++) {
            fits =
                    !(a.get(d) instanceof Dim.Fixed(long x)
                            && b.get(d) instanceof Dim.Fixed(long y)
                            && x != y);
        }
        return fits;
    }

    private static String describe(ValueInfo value) {
        return value.dtype().map(Enum::name).orElse("?")
                + value.dims()
                        .map(
                                dims ->
                                        dims.stream()
                                                .map(Dim::toString)
                                                .collect(Collectors.joining(", ", " [", "]")))
                        .orElse("");
    }
}
