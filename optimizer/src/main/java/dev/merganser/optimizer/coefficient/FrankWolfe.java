package dev.merganser.optimizer.coefficient;

import java.util.List;

/**
 * Frank-Wolfe merging, hard form (arXiv:2503.12649): step t, counted from 0, goes a share of r · 2
 * / (t + 2) of the way to the vertex towards which the loss falls most. The point stays in the
 * convex hull of the vertices. A step whose slope is not finite is left out.
 */
final class FrankWolfe implements Learner {

    private final Vertices vertices;
    private final List<int[]> blocks;
    private final SlopeEstimator estimator;
    private final double rate;
    private final double[] point;
    private int steps;

    /**
     * Frank-Wolfe from a start, which is a vertex too.
     *
     * @param blocks coefficients that have one vertex together
     */
    FrankWolfe(
            Vertices experts,
            List<int[]> blocks,
            SlopeEstimator estimator,
            double rate,
            double[] start) {
        this.vertices = experts.with(start);
        this.blocks = blocks;
        this.estimator = estimator;
        this.rate = rate;
        this.point = start.clone();
    }

    @Override
    public void step(long draw) {
        double[] gradient = estimator.slope(draw, point);
        double share = Math.min(1, rate * 2 / (steps + 2));
        steps++;
        if (Vectors.isFinite(gradient)) {
            for (int[] block : blocks) {
                descend(gradient, share, block);
            }
        }
    }

    private void descend(double[] gradient, double share, int[] block) {
        int lowest = vertices.lowest(point, gradient, block);
        if (vertices.slope(lowest, point, gradient, block) < 0) {
            moveTo(lowest, share, block);
        }
    }

    private void moveTo(int vertex, double share, int[] block) {
        for (int i : block) {
            point[i] += share * (vertices.get(vertex, i) - point[i]);
        }
    }

    @Override
    public List<Double> point() {
        return Vectors.list(point);
    }
}
