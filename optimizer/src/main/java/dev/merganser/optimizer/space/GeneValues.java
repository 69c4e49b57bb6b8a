package dev.merganser.optimizer.space;

import dev.merganser.recipes.method.Argument;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The values of a parameter and the genes in [0, 1] that stand for them. Immutable. */
interface GeneValues {

    /** The value that a gene stands for. */
    Argument value(double gene);

    /** The gene of a value, for numbers of the nearest one; empty where it is out of range. */
    OptionalDouble gene(Argument value);

    /** The number that a gene stands for. */
    default double number(double gene) {
        return number(value(gene));
    }

    /** A value that is known to be a number. */
    static double number(Argument value) {
        if (value instanceof Argument.Number(double number)) {
            return number;
        }
        throw new IllegalStateException("A number must be one, found " + value.shown());
    }

    /** How many values must be looked at one by one; numbers of a range are alike. */
    default int choices() {
        return 1;
    }

    /**
     * What the genes of a parameter stand for; empty where it is fixed.
     *
     * @param whole whether its numbers are whole ones
     */
    static Optional<GeneValues> of(String parameter, ParameterRange range, boolean whole) {
        return switch (range) {
            case ParameterRange.Fixed _, ParameterRange.Each _ -> Optional.empty();
            case ParameterRange.Gene gene -> Optional.of(Grid.of(parameter, gene, whole));
            case ParameterRange.Parts(var gene, int _) ->
                    Optional.of(Grid.of(parameter, gene, whole));
            case ParameterRange.Choice(List<Argument> values) -> Optional.of(new Words(values));
        };
    }

    /** Flags or words, each for an equal share of the genes. */
    record Words(List<Argument> values) implements GeneValues {
        @Override
        public Argument value(double gene) {
            return values.get(Math.min((int) (gene * values.size()), values.size() - 1));
        }

        @Override
        public int choices() {
            return values.size();
        }

        @Override
        public String toString() {
            return values.stream().map(Argument::shown).toList().toString();
        }

        @Override
        public OptionalDouble gene(Argument value) {
            int index = values.indexOf(value);
            return index < 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((index + 0.5) / values.size());
        }
    }
}
