package dev.merganser.recipes.recipe;

/**
 * One of the models to merge and the parameters that hold for it alone.
 *
 * @param model a path or an alias
 */
public record ModelEntry(String model, Parameters parameters) {

    public ModelEntry {
        if (model.isBlank()) {
            throw new IllegalArgumentException(
                    "A model needs a path or an alias, found '" + model + "'");
        }
    }

    public static ModelEntry of(String model) {
        return new ModelEntry(model, Parameters.NONE);
    }
}
