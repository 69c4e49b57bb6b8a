package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.taskvector.TaskArithmeticParts;
import dev.merganser.recipes.recipe.ParameterValue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What values a parameter may take in a search: a fixed one, or those of a gene. */
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

    /** So many numbers, one for each part of a tensor, each with a gene of its own. */
    record Parts(Gene each, int count) implements ParameterRange {
        public Parts {
            if (!(count >= 2 && count <= TaskArithmeticParts.MOST_PARTS)) {
                throw new WrongUseException(
                        "Parts of a tensor must be 2 to %d, found %d."
                                .formatted(TaskArithmeticParts.MOST_PARTS, count));
            }
        }
    }

    /** Flags or words, of which a gene chooses one. */
    record Choice(List<Argument> values) implements ParameterRange {
        public Choice {
            values = List.copyOf(values);
            if (values.size() < 2 || Set.copyOf(values).size() < values.size()) {
                throw new WrongUseException(
                        "A choice needs at least two values, and each once, found %s."
                                .formatted(values.stream().map(Argument::shown).toList()));
            }
        }
    }

    /** Always the same value for one expert, another for the next. */
    record Each(Map<String, ParameterValue.Setting> byExpert) implements ParameterRange {
        public Each {
            byExpert = Collections.unmodifiableMap(new TreeMap<>(byExpert));
        }
    }

    /** Whether there is a gene for it. */
    default boolean isSearched() {
        return switch (this) {
            case Fixed _, Each _ -> false;
            case Gene _, Parts _, Choice _ -> true;
        };
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
