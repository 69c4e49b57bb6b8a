package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor.Stretch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * TIES (arXiv:2306.01708) over the flattened model, as TALL-masks uses it: of each task vector the
 * largest fifth and the next element stay, with all that equal that one; each element sums those
 * that have the sign of their sum, and where that is 0 the sign that most elements have.
 *
 * @param thresholds of the magnitudes of each model
 * @param positive whether most elements are positive
 */
record TiesVector(List<Float> thresholds, boolean positive) implements MultiTaskVector {
    private static final double KEPT = .2;

    TiesVector {
        thresholds = List.copyOf(thresholds);
    }

    static TiesVector of(FlattenedModel model) {
        long dropped = model.elements() - (long) (KEPT * model.elements());
        List<Float> thresholds = new ArrayList<>();
        for (float[] value : Ranking.at(model, Magnitudes::of, dropped - 1)) {
            thresholds.add(value[0]);
        }
        var vector = new TiesVector(thresholds, true);
        return new TiesVector(thresholds, vector.signs(model) > 0);
    }

    /** Sum of the signs of all elements. */
    private long signs(FlattenedModel model) {
        var signs = new LongAdder();
        model.forEachStretch(stretch -> signs.add(signs(stretch)));
        return signs.sum();
    }

    private long signs(Stretch stretch) {
        var signs = new LongAdder();
        FlattenedModel.forEachDelta(
                stretch,
                block -> {
                    for (int i = 0; i < block.length(); i++) {
                        signs.add((long) Math.signum(trimmedSum(block, i)));
                    }
                });
        return signs.sum();
    }

    private double trimmedSum(Block deltas, int i) {
        double sum = 0;
        for (int m = 0; m < deltas.models(); m++) {
            sum += trimmed(deltas, m, i);
        }
        return sum;
    }

    private double trimmed(Block deltas, int model, int i) {
        float delta = deltas.model(model)[i];
        return Math.abs(delta) >= thresholds.get(model) ? delta : 0;
    }

    @Override
    public double at(Block deltas, int i) {
        double elected = trimmedSum(deltas, i);
        boolean up = elected == 0 ? positive : elected > 0;
        double sum = 0;
        for (int m = 0; m < deltas.models(); m++) {
            double delta = trimmed(deltas, m, i);
            sum += delta > 0 == up ? delta : 0;
        }
        return sum;
    }
}
