package dev.merganser.recipes.matching;

import dev.merganser.recipes.graph.WeightName;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.Transposition;

import java.util.Optional;

/**
 * A weight of a graph that a tensor is looked for.
 *
 * @param tensor as the graph holds it
 * @param canonical its canonical name and orientation
 */
record Place(Tensor tensor, WeightName canonical) {

    /** Its name in the graph. */
    String initializer() {
        return tensor.name();
    }

    /** Its name in checkpoints, as far as the graph tells it. */
    String name() {
        return canonical.name();
    }

    /** Its values, turned over or not. */
    FloatTensor values(boolean turned) {
        return turned ? Transposition.values(tensor, tensor.name()) : FloatTensor.of(tensor);
    }

    private boolean isMatrix() {
        return tensor.shape().rank() == 2;
    }

    /** Whether a tensor has its shape, turned over or not. */
    boolean fits(TensorInfo other) {
        return fits(other, false) || fits(other, true);
    }

    private boolean fits(TensorInfo other, boolean turned) {
        if (!other.dtype().isFloat() || (turned && !isMatrix())) {
            return false;
        }
        var shape = turned ? Transposition.of(tensor.shape()) : tensor.shape();
        return shape.equals(other.shape());
    }

    /** Whether it is turned over to be a tensor that fits; a square one by its values. */
    boolean isTurned(FloatTensor other) {
        boolean likely = canonical.transposed();
        if (!fits(other.info(), likely)) {
            return !likely;
        }
        boolean otherwise =
                fits(other.info(), !likely)
                        && !Likeness.sampled(values(likely), other)
                        && Likeness.sampled(values(!likely), other);
        return likely ^ otherwise;
    }

    /** How it is turned to have exactly the values of a tensor; empty where it has others. */
    Optional<Boolean> equalTurn(FloatTensor other) {
        return Optional.of(canonical.transposed())
                .filter(turned -> isEqual(other, turned))
                .or(
                        () ->
                                Optional.of(!canonical.transposed())
                                        .filter(turned -> isEqual(other, turned)));
    }

    private boolean isEqual(FloatTensor other, boolean turned) {
        return fits(other.info(), turned) && Likeness.whole(values(turned), other);
    }
}
