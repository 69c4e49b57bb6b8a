package dev.merganser.recipes.method;

import java.util.List;

/**
 * Restores the L1 norm that a task vector had before it was sparsified, as mergekit does in place
 * of DARE's division by the density. The norms are sums in double, whatever the stored type.
 */
final class Rescale {
    private static final double NEGLIGIBLE = 1e-7;

    private Rescale() {}

    /** The factor for each model; 1 where {@code rescale} is off, or nothing is dropped. */
    static double[] factors(MergeTensor tensor, List<Sparsifier> sparsifiers) {
        double[] factors = new double[sparsifiers.size()];
        boolean rescale = tensor.arguments().flag("rescale");
        for (int m = 0; m < factors.length; m++) {
            boolean whole = sparsifiers.get(m).equals(Sparsifier.NONE);
            factors[m] = rescale && !whole ? factor(tensor, m, sparsifiers.get(m)) : 1;
        }
        return factors;
    }

    private static double factor(MergeTensor tensor, int model, Sparsifier sparsifier) {
        LaneSum before = new LaneSum();
        LaneSum after = new LaneSum();
        tensor.forEachDelta(
                model,
                (from, delta, count) -> {
                    before.addMagnitudes(from, delta, count);
                    sparsifier.apply(from, delta, count);
                    after.addMagnitudes(from, delta, count);
                });
        boolean negligible = before.total() < NEGLIGIBLE || after.total() < NEGLIGIBLE;
        return negligible ? 1 : before.total() / after.total();
    }
}
