package dev.merganser.recipes.method.spherical;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.LaneSum;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorMethod;
import dev.merganser.recipes.method.torch.TorchTwin;
import dev.merganser.recipes.method.torch.TorchTypes;

import java.util.List;

/**
 * Spherical interpolation from the base at {@code t} = 0 to the model at 1 (Shoemake, "Animating
 * rotation with quaternion curves", SIGGRAPH 1985, doi:10.1145/325165.325242), each tensor one
 * vector.
 *
 * <p>The angle θ is that between the directions, with norms and dot product in double and the
 * cosine clamped; the tensors keep their norms: (sin((1−t)θ)·base + sin(tθ)·model) / sin θ. Where
 * the cosine is beyond ±0.9995, so also for opposite tensors, it is (1−t)·base + t·model.
 */
public final class Slerp implements TensorMethod, TorchTwin {
    private static final double PARALLEL = 0.9995;
    private static final double NO_NORM = 1e-8;
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "slerp",
                            "Spherical interpolation from the base to one model",
                            "Shoemake 1985, doi:10.1145/325165.325242",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.number(
                                                    "t", Scope.GLOBAL, "0 is the base, 1 the model")
                                            .trying(.5, .1, .2, .3, .4, .6, .7, .8, .9, 1)))
                    .withModels(1, 1)
                    .explained(
                            "(sin((1−t)θ) b + sin(tθ) x) / sin θ, θ the angle between b and x",
                            "Linear where the cosine is beyond ±0.9995.");

    /** What base and model are multiplied by. */
    private record Shares(double base, double model) {}

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public FloatSource merge(MergeTensor tensor) {
        Shares shares = shares(cosine(tensor), tensor.arguments().number("t"));
        return tensor.mergedBy(
                (block, merged) ->
                        blend(shares, block.base(), block.model(0), merged, block.length()));
    }

    private static void blend(
            Shares shares, float[] base, float[] model, float[] merged, int count) {
        double ofBase = shares.base;
        double ofModel = shares.model;
        for (int i = 0; i < count; i++) {
            merged[i] = (float) (ofBase * base[i] + ofModel * model[i]);
        }
    }

    private static double cosine(MergeTensor tensor) {
        Moments all =
                tensor.overStretches(MergeTensor.STRETCH, Moments::of).stream()
                        .reduce(Moments.NONE, Moments::plus);
        return Math.clamp(all.products / (norm(all.base) * norm(all.model)), -1, 1);
    }

    /** Sums of squares of both, and of their products. */
    private record Moments(double base, double model, double products) {
        static final Moments NONE = new Moments(0, 0, 0);

        static Moments of(MergeTensor.Stretch stretch) {
            LaneSum bases = new LaneSum();
            LaneSum models = new LaneSum();
            LaneSum products = new LaneSum();
            stretch.forEachBlock(
                    block -> {
                        float[] base = block.base();
                        float[] model = block.model(0);
                        bases.addProducts(block.from(), base, base, block.length());
                        models.addProducts(block.from(), model, model, block.length());
                        products.addProducts(block.from(), base, model, block.length());
                    });
            return new Moments(bases.total(), models.total(), products.total());
        }

        Moments plus(Moments other) {
            return new Moments(base + other.base, model + other.model, products + other.products);
        }
    }

    /** The norm, or 1 where it is too small to divide by. */
    private static double norm(double squares) {
        double norm = Math.sqrt(squares);
        return norm > NO_NORM ? norm : 1;
    }

    private static Shares shares(double cosine, double t) {
        if (Math.abs(cosine) > PARALLEL) {
            return new Shares(1 - t, t);
        }
        double angle = StrictMath.acos(cosine);
        double sine = StrictMath.sin(angle);
        return new Shares(
                StrictMath.sin(angle - angle * t) / sine, StrictMath.sin(angle * t) / sine);
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new NumpySlerp(DESCRIPTOR, types);
    }
}
