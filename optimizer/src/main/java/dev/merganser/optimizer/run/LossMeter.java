package dev.merganser.optimizer.run;

import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.results.step.StepKind;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes losses of coefficients. What it says depends on what is asked only, never on what was
 * asked before, but for {@link StepKind#START}. Used by one thread.
 */
interface LossMeter {

    /** What the coefficients are. */
    CoefficientSpace space();

    /** Why gradients cannot be computed, such as an operator without a rule; empty: they can. */
    Optional<String> obstacle();

    /**
     * Computes a loss.
     *
     * @param draw which search items, counted from 0
     * @return empty where a start changes nothing, and never else
     * @throws IllegalStateException once what it needs was given back
     */
    Optional<Measured> measure(StepKind kind, long draw, List<Double> coefficients);

    /** Gives back what is held, since nothing is asked any more; a second time does nothing. */
    default void release() {}

    /**
     * A loss.
     *
     * @param tasks its parts by task
     * @param forwards what it cost, in forward passes of one item
     * @param items how many items really went forward, however a gradient counts
     * @param gradient one number a coefficient; empty but for {@link StepKind#GRADIENT}
     */
    record Measured(
            double total,
            Map<String, Double> tasks,
            long forwards,
            long items,
            List<Double> gradient) {

        /** Whether all numbers are finite. */
        boolean isFinite() {
            return Double.isFinite(total)
                    && tasks.values().stream().allMatch(Double::isFinite)
                    && gradient.stream().allMatch(Double::isFinite);
        }
    }
}
