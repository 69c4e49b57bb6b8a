package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.MeasurementException;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.results.value.LayerCalls;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** What came of measuring one recipe. */
sealed interface Reading {

    /**
     * It was measured.
     *
     * @param layerCalls where layers are shared between recipes
     */
    record Measured(Measurements all, Optional<LayerCalls> layerCalls) implements Reading {}

    /**
     * It could not be.
     *
     * @param output what a program printed that was to measure it
     */
    record Failed(String reason, Optional<String> output) implements Reading {

        Failed(RuntimeException cause) {
            this(String.valueOf(cause.getMessage()), Optional.empty());
        }
    }

    /** The user stopped it. */
    record Abandoned() implements Reading {}

    /** Takes a reading; what goes wrong with this recipe alone is one, too. */
    static Reading of(Supplier<Reading> measuring) {
        try {
            return measuring.get();
        } catch (BadDataException | WrongUseException e) {
            return new Failed(e);
        } catch (MeasurementException e) {
            return new Failed(String.valueOf(e.getMessage()), Optional.of(e.output()));
        } catch (CancellationException _) {
            return new Abandoned();
        }
    }
}
