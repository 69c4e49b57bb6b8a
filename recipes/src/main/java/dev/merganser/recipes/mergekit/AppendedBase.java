package dev.merganser.recipes.mergekit;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * mergekit's rule for a base that is not listed: it is one more model, also of methods that do not
 * look at a base.
 */
public final class AppendedBase {

    private AppendedBase() {}

    /**
     * The models with the base at their end.
     *
     * @param outer the parameters that hold for all models, the base among them
     * @throws WrongUseException where mergekit would stop
     */
    public static List<ModelEntry> to(
            List<ModelEntry> models, String base, MethodDescriptor method, List<Parameters> outer) {
        requireRoom(models, base, method);
        missing(method, outer).ifPresent(spec -> refuse(base, method, spec));
        List<ModelEntry> all = new ArrayList<>(models);
        all.add(new ModelEntry(base, Parameters.NONE));
        return all;
    }

    /** That it took effect. */
    public static Finding note(String base, MethodDescriptor method) {
        return MergekitNotes.note(
                "base_model '%s', which is not listed, merged as one more model: %s does not look at a base."
                        .formatted(base, method.name()));
    }

    private static void requireRoom(List<ModelEntry> models, String base, MethodDescriptor method) {
        if (models.size() >= method.maxModels()) {
            throw new WrongUseException(
                    "Recipe must list base_model '%s' or have none: mergekit merges an unlisted one as one more model, and %s cannot have more than %d. Maybe no --compat."
                            .formatted(base, method.name(), method.maxModels()));
        }
    }

    private static Optional<ParameterSpec> missing(
            MethodDescriptor method, List<Parameters> outer) {
        return method.parameters().stream()
                .filter(spec -> spec.scope() == Scope.MODEL && spec.required())
                .filter(spec -> outer.stream().allMatch(level -> level.find(spec.name()).isEmpty()))
                .findFirst();
    }

    private static void refuse(String base, MethodDescriptor method, ParameterSpec spec) {
        throw new WrongUseException(
                "Recipe must list base_model '%s' with a %s, give one for all models, or have no base_model: mergekit merges an unlisted one as one more model, and %s stops without a %s for it."
                        .formatted(base, spec.name(), method.name(), spec.name()));
    }
}
