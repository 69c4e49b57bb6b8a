package dev.merganser.optimizer.coefficient;

import java.util.Arrays;
import java.util.List;

/**
 * Frank-Wolfe merging, hard form (arXiv:2503.12649): step t, counted from 0, goes a share of r · 2
 * / (t + 2) of the way to the vertex towards which the loss falls most. The point stays in the
 * convex hull of the vertices. A step whose slope is not finite is left out.
 */
final class FrankWolfe implements Learner {

    private final Vertices vertices;
    private final List<int[]> blocks;
    private final VertexSlopes slopes;
    private final double rate;
    private double[] point;
    private int steps;

    /**
     * Frank-Wolfe from a start, which is a vertex too.
     *
     * @param blocks coefficients that have one vertex together
     */
    FrankWolfe(
            Vertices experts,
            List<int[]> blocks,
            VertexSlopes slopes,
            double rate,
            double[] start) {
        this.vertices = experts.with(start);
        this.blocks = blocks;
        this.slopes = slopes;
        this.rate = rate;
        this.point = start.clone();
    }

    @Override
    public void step(long draw) {
        double[][] found = slopes.of(draw, point, vertices, blocks);
        double share = Math.min(1, rate * 2 / (steps + 2));
        steps++;
        if (Arrays.stream(found).allMatch(Vectors::isFinite)) {
            for (int b = 0; b < found.length; b++) {
                descend(found[b], share, blocks.get(b));
            }
        }
    }

    private void descend(double[] found, double share, int[] block) {
        int lowest = lowest(found);
        if (found[lowest] < 0) {
            point = vertices.between(point, lowest, share, block);
        }
    }

    /** The vertex towards which the loss falls most; the first of equals. */
    private static int lowest(double[] found) {
        int lowest = 0;
        for (int vertex = 1; vertex < found.length; vertex++) {
            if (found[vertex] < found[lowest]) {
                lowest = vertex;
            }
        }
        return lowest;
    }

    @Override
    public List<Double> point() {
        return Vectors.list(point);
    }
}
