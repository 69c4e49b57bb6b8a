package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.GeneSlot.ALL;

import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Finds the genes of a recipe, where it is one of a parameter space. */
final class RecipeEncoder implements Encoding {

    private final ModelFacts facts;
    private final MethodChoices methods;
    private final Grouping grouping;
    private final ParameterLayout layout;
    private final NeutralGenes neutral;
    private final SpaceTerms terms;
    private final LayerPositions positions;

    RecipeEncoder(
            ParameterSpace settings,
            ModelFacts facts,
            MethodChoices methods,
            Grouping grouping,
            ParameterLayout layout,
            NeutralGenes neutral) {
        this.facts = facts;
        this.methods = methods;
        this.grouping = grouping;
        this.layout = layout;
        this.neutral = neutral;
        this.terms = new SpaceTerms(settings, facts, methods, layout);
        this.positions = LayerPositions.of(facts.tensors(), OptionalInt.empty());
    }

    /** The genes; those without effect are neutral. */
    @Override
    public List<Double> genes(Recipe recipe) throws NotExpressible {
        terms.requireAround(recipe.around());
        int index = terms.method(recipe);
        MethodDescriptor method = methods.get(index);
        List<ModelEntry> models = terms.models(recipe, method);
        RecipeValues values = new RecipeValues(recipe, positions);
        terms.requireTheRest(method, models, values);
        List<Double> genes = layout.filled(index, NeutralGenes.MIDDLE);
        for (GeneSlot slot : layout.slots()) {
            genes.set(layout.gene(slot), gene(slot, method, models, values));
        }
        return List.copyOf(genes);
    }

    private double gene(
            GeneSlot slot, MethodDescriptor method, List<ModelEntry> models, RecipeValues values)
            throws NotExpressible {
        Optional<Argument> around = values.around(slot.parameter());
        if (around.isPresent()) {
            return gene(slot.parameter(), around.get());
        }
        Optional<ParameterSpec> spec = MethodChoices.effective(method, slot.parameter());
        return spec.isEmpty()
                ? neutral.of(slot.parameter())
                : gene(slot.parameter(), part(slot, common(slot, spec.get(), models, values)));
    }

    private double gene(String parameter, Argument found) throws NotExpressible {
        GeneValues values = layout.values(parameter);
        OptionalDouble gene = values.gene(found);
        if (gene.isEmpty()) {
            throw new NotExpressible(
                    "%s must be in %s, found %s".formatted(parameter, values, found.shown()));
        }
        return gene.getAsDouble();
    }

    /** The number of a part; one for all parts where there is no list. */
    private Argument part(GeneSlot slot, Argument found) throws NotExpressible {
        if (!(found instanceof Argument.Numbers(List<Double> numbers))) {
            return found;
        }
        int parts = methods.parts(slot.parameter());
        if (numbers.size() != parts) {
            throw new NotExpressible(
                    "%s must be a number for each of %d parts, found %s"
                            .formatted(slot.parameter(), parts, found.shown()));
        }
        return Argument.of(numbers.get(slot.part()));
    }

    /** The value that all tensors and models of a gene must share. */
    private Argument common(
            GeneSlot slot, ParameterSpec spec, List<ModelEntry> models, RecipeValues values)
            throws NotExpressible {
        TensorGroup group = group(slot);
        List<Argument> found =
                group.tensors().stream()
                        .flatMap(tensor -> value(slot, spec, models, values, tensor).stream())
                        .distinct()
                        .toList();
        if (found.size() != 1) {
            throw new NotExpressible(
                    "%s must be one value in %s, found %s"
                            .formatted(
                                    spec.name(),
                                    group.name(),
                                    found.stream().map(Argument::shown).toList()));
        }
        return found.getFirst();
    }

    private TensorGroup group(GeneSlot slot) {
        return slot.group() == ALL
                ? new TensorGroup("all tensors", facts.tensors())
                : grouping.get(slot.group());
    }

    private static Optional<Argument> value(
            GeneSlot slot,
            ParameterSpec spec,
            List<ModelEntry> models,
            RecipeValues values,
            String tensor) {
        return slot.expert() == ALL
                ? values.of(spec, tensor)
                : values.of(spec, models.get(slot.expert()), tensor);
    }
}
