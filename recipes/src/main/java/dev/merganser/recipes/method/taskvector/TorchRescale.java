package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.LaneSum;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.torch.TorchTypes;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;

import java.util.Arrays;
import java.util.List;

/**
 * mergekit's rescale: L1 norms and their ratio are values of the type of the steps, so that in
 * float16 norms beyond 65504 are infinite.
 *
 * @param random whether elements are dropped at random: then float16 is rescaled in float32
 */
record TorchRescale(TorchTypes types, boolean random) {

    private static final float NEGLIGIBLE = 1e-7f;

    /** The factor for each model; 1 where there is no sparsifier for it or it drops nothing. */
    float[] factors(MergeTensor tensor, List<Sparsifier> sparsifiers) {
        float[] factors = new float[tensor.models().size()];
        Arrays.fill(factors, 1);
        for (int m = 0; m < sparsifiers.size(); m++) {
            if (!sparsifiers.get(m).equals(Sparsifier.NONE)) {
                factors[m] = factor(tensor, m, sparsifiers.get(m));
            }
        }
        return factors;
    }

    private float factor(MergeTensor tensor, int model, Sparsifier sparsifier) {
        LaneSum whole = new LaneSum();
        LaneSum kept = new LaneSum();
        types.forEachDelta(
                tensor,
                model,
                (from, delta, count) -> {
                    whole.addMagnitudes(from, delta, count);
                    sparsifier.apply(from, delta, count);
                    kept.addMagnitudes(from, delta, count);
                });
        float before = round(whole.total());
        float after = round(kept.total());
        boolean negligible = before < NEGLIGIBLE || after < NEGLIGIBLE;
        return negligible ? 1 : round(before / after);
    }

    private float round(double value) {
        boolean wide = random && types.compute() == DType.F16;
        return Floats.round(wide ? DType.F32 : types.compute(), (float) value);
    }
}
