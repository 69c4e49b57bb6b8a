package dev.merganser.recipes.check;

import dev.merganser.recipes.plan.MergeWork.Layer;

/**
 * What a method does to a matrix as a whole, beyond looking at its values: decompositions and
 * products, as measured by one thread with OpenBLAS at 768 × 3072, 3072 × 768 and 4096 × 4096
 * (benchmarks/README.md).
 */
@FunctionalInterface
interface MatrixCost {

    /** For methods that look at values alone. */
    MatrixCost NONE = _ -> 0;

    /** Nanoseconds of a singular value decomposition for rows × columns × the smaller of them. */
    double DECOMPOSED = .4;

    /** Nanoseconds of a multiplication within a product of matrices. */
    double MULTIPLIED = .08;

    /** Matrices below that many products of their sides are left to slower, plain kernels. */
    double LARGE = 1 << 24;

    double SLOWER = 6;

    /** Nanoseconds of one core. */
    double nanos(Layer layer);

    /** That of a built-in method. */
    static MatrixCost of(String method) {
        return switch (method) {
            case "iso_c" -> layer -> plain(layer, DECOMPOSED * unit(layer));
            case "tsvm" -> layer -> plain(layer, svds(layer, layer.models()));
            case "iso_cts" -> layer -> plain(layer, svds(layer, layer.models() + 1));
            case "opcm" ->
                    layer -> plain(layer, 1.1 * DECOMPOSED * (layer.models() - 1) * unit(layer));
            case "wudi" -> layer -> plain(layer, interference(layer) + steps(layer));
            case "swudi", "aswudi" -> layer -> plain(layer, interference(layer));
            case "doge" -> layer -> plain(layer, svds(layer, layer.models())) + descent(layer);
            case "regmean" -> layer -> plain(layer, regression(layer));
            default -> NONE;
        };
    }

    private static double smaller(Layer layer) {
        return (double) Math.min(layer.rows(), layer.columns());
    }

    private static double elements(Layer layer) {
        return (double) layer.rows() * layer.columns();
    }

    private static double unit(Layer layer) {
        return elements(layer) * smaller(layer);
    }

    private static double plain(Layer layer, double nanos) {
        return unit(layer) < LARGE ? SLOWER * nanos : nanos;
    }

    /** So many decompositions, and those of what was kept of all, left and right. */
    private static double svds(Layer layer, int count) {
        double kept = (double) (layer.rows() + layer.columns()) * smaller(layer) * smaller(layer);
        return DECOMPOSED * (count * unit(layer) + kept);
    }

    /**
     * Rows of all task vectors, or columns where these are fewer: the side of what is decomposed.
     */
    private static double side(Layer layer) {
        return Math.min((double) layer.columns(), (double) layer.models() * layer.rows());
    }

    private static double interference(Layer layer) {
        double side = side(layer);
        return .15 * side * side * side + 2 * MULTIPLIED * layer.models() * elements(layer) * side;
    }

    private static double steps(Layer layer) {
        if (!layer.arguments().text("solver").equals("adam")) {
            return 0;
        }
        double side = side(layer) < layer.columns() ? 2 * side(layer) : layer.columns();
        return layer.arguments().number("steps") * MULTIPLIED * elements(layer) * side;
    }

    /** Per step and element: sums over the models, Adam, the projection out of the subspace. */
    private static double descent(Layer layer) {
        double shared = smaller(layer) / layer.arguments().number("subspace");
        double each = 2.0 * layer.models() + 3 + 2 * MULTIPLIED * shared;
        return layer.arguments().number("steps") * elements(layer) * each;
    }

    private static double regression(Layer layer) {
        double gram = (double) layer.columns() * layer.columns();
        return layer.models() * gram * (MULTIPLIED * layer.rows() + 3)
                + .01 * gram * layer.columns();
    }
}
