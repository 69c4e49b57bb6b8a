package dev.merganser.optimizer.coefficient;

import java.util.List;

/** Finds how the loss changes on the ways from a point to vertices. */
interface VertexSlopes {

    /**
     * The slopes, as the oracle of the vertices compares them.
     *
     * @param blocks coefficients that go to one vertex together
     * @return [blocks, vertices]; 0 where the point is at the vertex, not finite where the loss is
     *     not
     */
    double[][] of(long draw, double[] point, Vertices vertices, List<int[]> blocks);
}
