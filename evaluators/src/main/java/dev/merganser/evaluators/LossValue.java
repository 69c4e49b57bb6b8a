package dev.merganser.evaluators;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A loss of coefficients.
 *
 * @param total what is descended
 * @param tasks the mean loss of an item of each task, before any balance between tasks
 * @param forwards how many items went forward for it, teachers' included; a gradient counts as
 *     {@link GradientSettings#forwards}
 */
public record LossValue(double total, SortedMap<String, Double> tasks, long forwards) {

    public LossValue {
        tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
    }
}
