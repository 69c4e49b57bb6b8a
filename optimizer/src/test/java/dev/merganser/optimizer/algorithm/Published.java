package dev.merganser.optimizer.algorithm;

import java.util.List;

/**
 * A descent whose evaluations others have published, without bounds or restarts.
 *
 * <p>Of the separable form: Ros and Hansen 2008 (doi:10.1007/978-3-540-87700-4_30), tables 2 and 3,
 * as quoted in PyPop7's file {@code _repeat_sepcmaes.py}. Of the full form: the Python library
 * {@code cmaes}, which follows Hansen's tutorial, and PyPop7's {@code CMAES}, both as printed in
 * PyPop7's file {@code _repeat_cmaes.py}.
 *
 * @param label as docs/cmaes.md calls it
 * @param published evaluations
 */
record Published(String label, CovarianceForm form, Descent descent, int published) {

    static final Published SPHERE =
            new Published(
                    "sphere",
                    CovarianceForm.FULL,
                    new Descent(Landscapes::sphere, 40, 3, 2, 4.8e-10, 20_000),
                    6_000);
    static final Published ELLIPSOID =
            new Published(
                    "ellipsoid",
                    CovarianceForm.FULL,
                    new Descent(Landscapes::ellipsoid, 40, 3, 2, 4.3e-11, 100_000),
                    48_000);
    static final Published SEPARABLE_HYPER_ELLIPSOID =
            new Published(
                    "hyper-ellipsoid",
                    CovarianceForm.SEPARABLE,
                    new Descent(Landscapes::hyperEllipsoid, 30, 1, 1, 1e-10, 20_000),
                    5_900);
    static final Published SEPARABLE_ELLIPSOID =
            new Published(
                    "ellipsoid",
                    CovarianceForm.SEPARABLE,
                    new Descent(Landscapes::ellipsoid, 20, 1, 1, 1e-9, 20_000),
                    5_400);
    static final Published SEPARABLE_ROSENBROCK =
            new Published(
                    "Rosenbrock",
                    CovarianceForm.SEPARABLE,
                    new Descent(Landscapes::rosenbrock, 20, 0, 0.1, 1e-9, 200_000),
                    116_000);

    static final List<Published> ALL =
            List.of(
                    SPHERE,
                    ELLIPSOID,
                    SEPARABLE_HYPER_ELLIPSOID,
                    SEPARABLE_ELLIPSOID,
                    SEPARABLE_ROSENBROCK);

    Counts counts(int seeds) {
        return Counts.of(seeds, seed -> descent.bare(form, seed));
    }
}
