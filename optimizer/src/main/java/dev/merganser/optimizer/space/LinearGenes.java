package dev.merganser.optimizer.space;

import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.vector.Direction;

import java.util.List;
import java.util.Set;

/** The genes of a parameter space whose merges are linear in them, as coefficients. */
final class LinearGenes {

    private final ParameterLayout layout;
    private final Grouping grouping;
    private final MethodDescriptor method;
    private final RecipeComposer composer;

    /**
     * The coefficients of a layout.
     *
     * @param method the only one of the space
     */
    LinearGenes(
            ParameterLayout layout,
            Grouping grouping,
            MethodDescriptor method,
            RecipeComposer composer) {
        this.layout = layout;
        this.grouping = grouping;
        this.method = method;
        this.composer = composer;
    }

    /** The merges of a space of these experts. */
    LinearMerges merges(ParameterSpace settings, List<String> experts) {
        List<GeneSlot> slots = layout.slots();
        return new LinearMerges(
                new CoefficientSpace(slots.stream().map(this::coefficient).toList(), experts),
                slots.stream().map(this::direction).toList(),
                Linearity.division(settings),
                this::recipe);
    }

    private Coefficient coefficient(GeneSlot slot) {
        GeneValues values = layout.values(slot.parameter());
        return new Coefficient(
                slot.expert(),
                slot.group(),
                slot.part(),
                layout.gene(slot),
                values.number(0),
                values.number(1),
                0);
    }

    private Direction direction(GeneSlot slot) {
        return new Direction(
                slot.expert(), Set.copyOf(grouping.get(slot.group()).tensors()), slot.part());
    }

    /** The recipe of weights in the order of the genes, whatever the range and the grid. */
    private Recipe recipe(List<Double> weights) {
        layout.requireAll(weights, "weights");
        return composer.recipe(method, slot -> Argument.of(weights.get(layout.gene(slot))));
    }
}
