package dev.merganser.optimizer.coefficient;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loss of coefficients on search items. Coefficients are in natural units, in the order of
 * {@link #space()}. The same call gives the same bits, whatever was asked before. Used by one
 * thread.
 */
public interface Losses {

    /** What the coefficients are. */
    CoefficientSpace space();

    /** Whether {@link #gradient} can be asked; empty: yes; else why not, such as an operator. */
    Optional<String> obstacle();

    /**
     * Says where learning starts, once and before any loss is asked: what tasks may be balanced by.
     *
     * @return the loss there on draw 0 before it is balanced, where that was needed
     */
    default Optional<Reading> start(List<Double> coefficients) {
        return Optional.empty();
    }

    /** The loss on the items of one draw, counted from 0: a forward pass. */
    Reading loss(long draw, List<Double> coefficients);

    /** The loss on the items of one draw with its gradient. */
    Slope gradient(long draw, List<Double> coefficients);

    /** The loss on all items that are held out from the draws. */
    Reading heldOut(List<Double> coefficients);

    /**
     * A loss.
     *
     * @param total what is descended
     * @param tasks the parts of it by task, before any weighting
     */
    record Reading(double total, Map<String, Double> tasks) {
        public Reading {
            tasks = Map.copyOf(tasks);
        }
    }

    /**
     * A loss with its gradient.
     *
     * @param gradient one number a coefficient
     */
    record Slope(Reading reading, List<Double> gradient) {
        public Slope {
            gradient = List.copyOf(gradient);
        }
    }
}
