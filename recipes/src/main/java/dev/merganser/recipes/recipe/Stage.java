package dev.merganser.recipes.recipe;

/**
 * A merge whose result later merges of the same file use as a model.
 *
 * @param name what they call it
 */
public record Stage(String name, Recipe recipe) {

    public Stage {
        if (name.isBlank() || name.contains("+") || name.contains("@")) {
            throw new IllegalArgumentException(
                    "A stage needs a name without '+' and '@', found '" + name + "'");
        }
    }
}
