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
        for (int i : block) {
            product += gradient[i] * (get(vertex, i) - point[i]);
        }
        return compared(product, vertex, point, block);
    }

    /** A change of the loss for the whole way to a vertex, as the oracle compares it. */
    double compared(double change, int vertex, double[] point, int[] block) {
        return switch (oracle) {
            case INNER -> change;
            case COSINE -> {
                double length = length(vertex, point, block);
                yield length > 0 ? change / length : 0;
            }
        };
    }

    /** How far apart two models are whose task vectors are orthogonal. */
    private double length(int vertex, double[] point, int[] block) {
        double sum = 0;
        for (int i : block) {
            double way = get(vertex, i) - point[i];
            Coefficient one = space.coefficients().get(i);
            sum += way * way * one.norm() * one.norm();
        }
        return StrictMath.sqrt(sum);
    }

    /** A point that has gone a share of the way to a vertex, in some coefficients only. */
    double[] between(double[] point, int vertex, double share, int[] block) {
        double[] between = point.clone();
        for (int i : block) {
            between[i] += share * (get(vertex, i) - point[i]);
        }
        return between;
    }
}
