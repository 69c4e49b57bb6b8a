package dev.merganser.optimizer.space;

import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.CompeftSettings;
import dev.merganser.recipes.recipe.LinesSettings;

import java.util.Arrays;
import java.util.Optional;

/** A number of what recipes do around their methods, which a search can fix or vary. */
public enum AroundNumber {
    LINES_ALPHA("wrap.lines.alpha"),
    LINES_BETA("wrap.lines.beta"),
    COMPEFT_DENSITY("compress.compeft.density"),
    COMPEFT_ALPHA("compress.compeft.alpha");

    private final String key;

    AroundNumber(String key) {
        this.key = key;
    }

    /** Where it stands in a recipe, and in the space of a search file. */
    public String key() {
        return key;
    }

    static Optional<AroundNumber> of(String key) {
        return Arrays.stream(values()).filter(number -> number.key.equals(key)).findFirst();
    }

    /** What a recipe says, if it does that at all. */
    Optional<Double> in(AroundMethod around) {
        return switch (this) {
            case LINES_ALPHA -> around.lines().map(LinesSettings::alpha);
            case LINES_BETA -> around.lines().map(LinesSettings::beta);
            case COMPEFT_DENSITY -> around.compress().map(CompeftSettings::density);
            case COMPEFT_ALPHA -> around.compress().map(CompeftSettings::alpha);
        };
    }

    /** A value that changes little: that of a merge left as it is, where there is one. */
    double mild() {
        return switch (this) {
            case LINES_ALPHA, COMPEFT_ALPHA, COMPEFT_DENSITY -> 1;
            case LINES_BETA -> 0;
        };
    }
}
