package dev.merganser.recipes.method;

import dev.merganser.recipes.error.WrongUseException;

import java.util.List;
import java.util.Optional;

/**
 * What there is to know about a merge method.
 *
 * @param name the recipe's {@code merge_method}, lower snake case
 * @param summary one line for people
 * @param reference paper with arXiv number, or where the method comes from
 * @param parameters in the order in which they are shown
 * @param baseUse what it makes of the base model
 * @param minModels fewest models, the base not counted where it is used
 * @param maxModels most models, likewise; {@link Integer#MAX_VALUE} for no limit
 * @param random whether it draws masks, so that a recipe's seed matters
 * @param linear whether merges are linear in {@code weight} while all else stays the same and
 *     {@code normalize}, where there is one, is off
 * @param notes what its documentation says besides
 */
public record MethodDescriptor(
        String name,
        String summary,
        String reference,
        List<ParameterSpec> parameters,
        BaseUse baseUse,
        int minModels,
        int maxModels,
        boolean random,
        boolean linear,
        MethodNotes notes) {

    public MethodDescriptor {
        parameters = List.copyOf(parameters);
    }

    /** A method of one model or more that draws no masks. */
    public static MethodDescriptor of(
            String name,
            String summary,
            String reference,
            BaseUse baseUse,
            List<ParameterSpec> parameters) {
        return new MethodDescriptor(
                name,
                summary,
                reference,
                parameters,
                baseUse,
                1,
                Integer.MAX_VALUE,
                false,
                false,
                MethodNotes.NONE);
    }

    /** This method for so many models, the base not counted where it is used. */
    public MethodDescriptor withModels(int fewest, int most) {
        return new MethodDescriptor(
                name, summary, reference, parameters, baseUse, fewest, most, random, linear, notes);
    }

    /** This method, drawing masks. */
    public MethodDescriptor drawingMasks() {
        return new MethodDescriptor(
                name,
                summary,
                reference,
                parameters,
                baseUse,
                minModels,
                maxModels,
                true,
                linear,
                notes);
    }

    /** This method, whose merges are linear in its weights. */
    public MethodDescriptor linearInWeight() {
        return new MethodDescriptor(
                name,
                summary,
                reference,
                parameters,
                baseUse,
                minModels,
                maxModels,
                random,
                true,
                notes);
    }

    /**
     * This method with what its documentation says besides, in Markdown.
     *
     * @param formula what it computes, such as {@code b + λ Σ wᵢδᵢ}, in the letters of
     *     docs/methods.md
     * @param explanation what the formula leaves open; may be empty
     */
    public MethodDescriptor explained(String formula, String explanation) {
        return withNotes(new MethodNotes(formula, explanation, notes.cost()));
    }

    /** This method with what it costs besides; see {@link MergeMethods#cost}. */
    public MethodDescriptor costing(String cost) {
        return withNotes(new MethodNotes(notes.formula(), notes.explanation(), cost));
    }

    private MethodDescriptor withNotes(MethodNotes more) {
        return new MethodDescriptor(
                name,
                summary,
                reference,
                parameters,
                baseUse,
                minModels,
                maxModels,
                random,
                linear,
                more);
    }

    /** The parameter of that name. */
    public Optional<ParameterSpec> parameter(String key) {
        return parameters.stream().filter(spec -> spec.name().equals(key)).findFirst();
    }

    /** Those parameters that name files. */
    public List<ParameterSpec> files() {
        return parameters.stream().filter(spec -> spec.kind() == ParameterSpec.Kind.FILE).toList();
    }

    /** Names of all parameters. */
    public List<String> parameterNames() {
        return parameters.stream().map(ParameterSpec::name).toList();
    }

    /**
     * Refuses a merge that this method cannot carry out.
     *
     * @param models number of models, the base not counted where it is used
     * @param hasBase whether the recipe names a base
     */
    public void checkModels(int models, boolean hasBase) {
        if (baseUse == BaseUse.REQUIRED && !hasBase) {
            throw new WrongUseException(
                    "Merge method '%s' needs a base_model; found none.".formatted(name));
        }
        if (!(models >= minModels && models <= maxModels)) {
            throw new WrongUseException(
                    "Merge method '%s' needs %s%s; found %d."
                            .formatted(
                                    name,
                                    modelWords(),
                                    baseUse == BaseUse.NONE ? "" : " beside the base",
                                    models));
        }
    }

    /** How many models it takes, the base not counted: {@code at least 1}. */
    public String modelCount() {
        if (minModels == maxModels) {
            return "exactly " + minModels;
        }
        return maxModels == Integer.MAX_VALUE
                ? "at least " + minModels
                : minModels + " to " + maxModels;
    }

    private String modelWords() {
        boolean one = minModels == 1 && (maxModels == 1 || maxModels == Integer.MAX_VALUE);
        return modelCount() + (one ? " model" : " models");
    }
}
