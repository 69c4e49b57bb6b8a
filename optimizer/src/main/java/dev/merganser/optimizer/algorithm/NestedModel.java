package dev.merganser.optimizer.algorithm;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A model of nested MAP: an expert, or the composite of some.
 *
 * @param weights of the experts in it, one a gene, 0 for the others; its task vector is their sum
 * @param experts those in it
 * @param objectives that belong to it; none: it speaks for all
 * @param standing its costs in these objectives as one; infinite where it could not be scored
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NestedModel(
        double[] weights, Set<Integer> experts, Set<Integer> objectives, double standing) {

    /** What belongs to any of some models. */
    static Set<Integer> joined(
            List<NestedModel> models, Function<NestedModel, Set<Integer>> belonging) {
        Set<Integer> joined = new TreeSet<>();
        models.forEach(model -> joined.addAll(belonging.apply(model)));
        return joined;
    }

    /** How far apart two models stand; those that could not be scored stand together. */
    double distance(NestedModel other) {
        return standing == other.standing ? 0 : Math.abs(standing - other.standing);
    }
}
