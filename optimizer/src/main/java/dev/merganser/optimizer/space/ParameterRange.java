package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.ParameterValue;

/** What values a parameter may take in a search: one, or all of a gene. */
public sealed interface ParameterRange {

    /** Always the same value. */
    record Fixed(ParameterValue.Setting value) implements ParameterRange {}

    /** Numbers from low to high, both included, on a grid of decimals. */
    record Gene(double low, double high) implements ParameterRange {
        public Gene {
            if (!(Double.isFinite(low) && Double.isFinite(high) && low < high)) {
                throw new WrongUseException(
                        "A range [low, high] needs finite numbers with low below high, found [%s, %s]."
                                .formatted(low, high));
            }
        }
    }

    static ParameterRange fixed(double value) {
        return new Fixed(ParameterValue.of(value));
    }

    static ParameterRange fixed(boolean value) {
        return new Fixed(ParameterValue.of(value));
    }

    static ParameterRange between(double low, double high) {
        return new Gene(low, high);
    }
}
