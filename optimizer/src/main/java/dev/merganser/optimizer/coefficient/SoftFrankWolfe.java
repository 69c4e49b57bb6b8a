package dev.merganser.optimizer.coefficient;

import java.util.Arrays;
import java.util.List;

/**
 * Frank-Wolfe merging, soft form (arXiv:2503.12649): an iteration takes the experts towards which
 * the loss falls from where it begins, and learns by Adam how far to go towards each: c = p + Σ λ
 * (v − p), λ from 0 and free. Where the loss falls towards none it takes all. A step whose slope is
 * not finite is left out.
 */
final class SoftFrankWolfe implements Learner {

    private final Vertices experts;
    private final List<int[]> blocks;
    private final SlopeEstimator estimator;
    private final DescentSettings settings;
    private final int inner;
    private double[] origin;
    private double[] ways;
    private boolean[] chosen;
    private Adam adam;
    private int stepsLeft;

    /**
     * Soft Frank-Wolfe from a start.
     *
     * @param blocks coefficients that have the same λ
     * @param inner steps in an iteration
     */
    SoftFrankWolfe(
            Vertices experts,
            List<int[]> blocks,
            SlopeEstimator estimator,
            DescentSettings settings,
            int inner,
            double[] start) {
        this.experts = experts;
        this.blocks = blocks;
        this.estimator = estimator;
        this.settings = settings;
        this.inner = inner;
        this.origin = start.clone();
        this.ways = new double[blocks.size() * experts.size()];
        this.chosen = new boolean[ways.length];
        this.adam = adam();
    }

    private Adam adam() {
        return new Adam(ways.length, settings.rate(), settings.decay());
    }

    @Override
    public void step(long draw) {
        double[] gradient = estimator.slope(draw, coefficients());
        if (!Vectors.isFinite(gradient)) {
            return;
        }
        if (stepsLeft == 0) {
            begin(gradient);
        }
        stepsLeft--;
        double[] slopes = slopes(gradient);
        Vectors.shorten(slopes, settings.clip());
        adam.step(ways, slopes);
    }

    private void begin(double[] gradient) {
        origin = coefficients();
        Arrays.fill(ways, 0);
        adam = adam();
        stepsLeft = inner;
        for (int b = 0; b < blocks.size(); b++) {
            choose(b, gradient);
        }
    }

    private void choose(int block, double[] gradient) {
        boolean any = false;
        for (int k = 0; k < experts.size(); k++) {
            boolean falls = experts.slope(k, origin, gradient, blocks.get(block)) < 0;
            chosen[block * experts.size() + k] = falls;
            any |= falls;
        }
        if (!any) {
            Arrays.fill(chosen, block * experts.size(), (block + 1) * experts.size(), true);
        }
    }

    /** The gradient by each λ; that of an expert that is not taken is 0. */
    private double[] slopes(double[] gradient) {
        double[] slopes = new double[ways.length];
        for (int b = 0; b < blocks.size(); b++) {
            for (int k = 0; k < experts.size(); k++) {
                int way = b * experts.size() + k;
                for (int i : blocks.get(b)) {
                    slopes[way] += chosen[way] ? gradient[i] * (experts.get(k, i) - origin[i]) : 0;
                }
            }
        }
        return slopes;
    }

    private double[] coefficients() {
        double[] coefficients = origin.clone();
        for (int b = 0; b < blocks.size(); b++) {
            for (int k = 0; k < experts.size(); k++) {
                double way = ways[b * experts.size() + k];
                for (int i : blocks.get(b)) {
                    coefficients[i] += way * (experts.get(k, i) - origin[i]);
                }
            }
        }
        return coefficients;
    }

    @Override
    public List<Double> point() {
        return Vectors.list(coefficients());
    }
}
