package dev.merganser.optimizer.algorithm;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A descent that docs/cmaes.md lists, in coordinates from −5 to 5.
 *
 * @param label as the page calls it
 * @param rotated whether the coordinates are turned, by each seed in another way
 * @param start every coordinate of the starting point
 * @param step first step size
 */
record Landscape(
        String label,
        ToDoubleFunction<double[]> function,
        boolean rotated,
        double start,
        double step) {

    static final Landscape SPHERE = new Landscape("sphere", Landscapes::sphere, false, 3, 2);
    static final Landscape ELLIPSOID =
            new Landscape("ellipsoid", Landscapes::ellipsoid, false, 3, 2);
    static final Landscape ROTATED_ELLIPSOID =
            new Landscape("ellipsoid, rotated", Landscapes::ellipsoid, true, 3, 2);
    static final Landscape ROSENBROCK =
            new Landscape("Rosenbrock", Landscapes::rosenbrock, false, 0, 0.5);
    static final Landscape RASTRIGIN =
            new Landscape("Rastrigin", Landscapes::rastrigin, false, 3, 2);
    static final Landscape ROTATED_RASTRIGIN =
            new Landscape("Rastrigin, rotated", Landscapes::rastrigin, true, 3, 2);

    static final List<Landscape> ALL =
            List.of(SPHERE, ELLIPSOID, ROTATED_ELLIPSOID, ROSENBROCK, RASTRIGIN, ROTATED_RASTRIGIN);

    private static final double HALF = 5;
    private static final double TARGET = 1e-8;

    /** Evaluations in the unit cube, for seeds 1, 2, … */
    Counts counts(CovarianceForm form, int genes, int seeds, int most) {
        return Counts.of(seeds, seed -> descent(genes, seed, most).inCube(form, HALF, seed));
    }

    private Descent descent(int genes, long seed, int most) {
        ToDoubleFunction<double[]> turned =
                rotated ? Landscapes.rotated(function, genes, seed) : function;
        return new Descent(turned, genes, start, step, TARGET, most);
    }
}
