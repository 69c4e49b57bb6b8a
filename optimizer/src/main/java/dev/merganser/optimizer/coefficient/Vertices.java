package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

import java.util.ArrayList;
import java.util.List;

/**
 * The models between which Frank-Wolfe merging moves, as coefficients: each expert, which has 1
 * where its own task vector is multiplied and else 0, and the point of the start.
 */
final class Vertices {

    private final CoefficientSpace space;
    private final FrankWolfeSettings.Oracle oracle;
    private final List<double[]> points = new ArrayList<>();

    Vertices(CoefficientSpace space, FrankWolfeSettings.Oracle oracle) {
        this.space = space;
        this.oracle = oracle;
        for (int model = 0; model < space.models().size(); model++) {
            points.add(expert(model));
        }
    }

    /** These and one more. */
    Vertices with(double[] point) {
        Vertices more = new Vertices(space, oracle);
        more.points.add(point.clone());
        return more;
    }

    private double[] expert(int model) {
        return space.coefficients().stream()
                .mapToDouble(one -> one.model() == model ? 1 : 0)
                .toArray();
    }

    int size() {
        return points.size();
    }

    /** A coefficient of a vertex. */
    double get(int vertex, int coefficient) {
        return points.get(vertex)[coefficient];
    }

    /** How the loss changes on the way from a point to a vertex, in some coefficients only. */
    double slope(int vertex, double[] point, double[] gradient, int[] block) {
        double product = 0;
        double length = 0;
        for (int i : block) {
            double way = get(vertex, i) - point[i];
            Coefficient one = space.coefficients().get(i);
            product += gradient[i] * way;
            length += way * way * one.norm() * one.norm();
        }
        return switch (oracle) {
            case INNER -> product;
            case COSINE -> length > 0 ? product / StrictMath.sqrt(length) : 0;
        };
    }

    /** The vertex towards which the loss falls most; the first of equals. */
    int lowest(double[] point, double[] gradient, int[] block) {
        int lowest = 0;
        for (int vertex = 1; vertex < size(); vertex++) {
            if (slope(vertex, point, gradient, block) < slope(lowest, point, gradient, block)) {
                lowest = vertex;
            }
        }
        return lowest;
    }
}
