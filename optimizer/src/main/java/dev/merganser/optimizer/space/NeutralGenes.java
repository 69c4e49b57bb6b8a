package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.GeneSlot.ALL;

import dev.merganser.recipes.method.ParameterSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Where genes stand that have no effect: at the default of their parameter, if in range. */
final class NeutralGenes {

    /** Where there is no default. */
    static final double MIDDLE = 0.5;

    private final MethodChoices methods;
    private final Grouping grouping;
    private final ParameterLayout layout;

    NeutralGenes(MethodChoices methods, Grouping grouping, ParameterLayout layout) {
        this.methods = methods;
        this.grouping = grouping;
        this.layout = layout;
    }

    /** The gene of a parameter. */
    double of(String parameter) {
        return methods.effective(parameter)
                .flatMap(ParameterSpec::defaultValue)
                .map(value -> layout.values(parameter).gene(value))
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .orElse(MIDDLE);
    }

    /** The first method with all other genes neutral. */
    List<Double> all() {
        List<Double> genes = layout.filled(0, MIDDLE);
        layout.forEach((slot, gene) -> genes.set(gene, of(slot.parameter())));
        return List.copyOf(genes);
    }

    /** The genes with all those neutral whose tensors lie in none of these places. */
    List<Double> settled(List<Double> genes, Predicate<TensorPlace> used) {
        List<Double> settled = new ArrayList<>(genes);
        layout.forEach(
                (slot, gene) -> {
                    if (slot.group() != ALL && !isUsed(slot.group(), used)) {
                        settled.set(gene, of(slot.parameter()));
                    }
                });
        return List.copyOf(settled);
    }

    private boolean isUsed(int group, Predicate<TensorPlace> used) {
        return grouping.get(group).tensors().stream().map(TensorPlace::of).anyMatch(used);
    }
}
