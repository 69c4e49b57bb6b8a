package dev.merganser.optimizer.coefficient;

import java.util.List;

/** Slopes towards vertices as inner products with a gradient, or with an estimate of it. */
record GradientVertexSlopes(SlopeEstimator estimator) implements VertexSlopes {

    @Override
    public double[][] of(long draw, double[] point, Vertices vertices, List<int[]> blocks) {
        double[] gradient = estimator.slope(draw, point);
        double[][] slopes = new double[blocks.size()][vertices.size()];
        for (int b = 0; b < slopes.length; b++) {
            for (int vertex = 0; vertex < vertices.size(); vertex++) {
                slopes[b][vertex] = vertices.slope(vertex, point, gradient, blocks.get(b));
            }
        }
        return slopes;
    }
}
