package dev.merganser.optimizer.coefficient;

import java.util.Arrays;
import java.util.List;

/**
 * Slopes towards vertices by forward differences: (loss at p + h (v − p) less loss at p) / h. One
 * loss at the point and one for each block and vertex, on the same draw, however many coefficients
 * there are.
 *
 * @param width h, the share of the way that is gone, in (0, 1]
 */
record ForwardVertexSlopes(Losses losses, double width) implements VertexSlopes {

    @Override
    public double[][] of(long draw, double[] point, Vertices vertices, List<int[]> blocks) {
        double here = loss(draw, point);
        double[][] slopes = new double[blocks.size()][vertices.size()];
        for (int b = 0; b < slopes.length; b++) {
            for (int vertex = 0; vertex < vertices.size(); vertex++) {
                int[] block = blocks.get(b);
                double[] ahead = vertices.between(point, vertex, width, block);
                if (!Arrays.equals(ahead, point)) {
                    double slope = (loss(draw, ahead) - here) / width;
                    slopes[b][vertex] = vertices.compared(slope, vertex, point, block);
                }
            }
        }
        return slopes;
    }

    private double loss(long draw, double[] coefficients) {
        return losses.loss(draw, Vectors.list(coefficients)).total();
    }
}
