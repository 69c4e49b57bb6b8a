package dev.merganser.recipes.method.spherical;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.LaneSum;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.torch.TorchArithmetic;
import dev.merganser.recipes.method.torch.TorchTypes;

/**
 * mergekit's {@link Slerp}: in float32, as numpy 2 computes it, on tensors cast to the recipe's
 * {@code dtype}; the result is cast to it again. The cosine is not clamped. Norms and dot product
 * are added up in double, since numpy's order is its own.
 */
record NumpySlerp(MethodDescriptor descriptor, TorchTypes types) implements BlockMethod {

    private static final float PARALLEL = 0.9995f;
    private static final float NO_NORM = 1e-8f;

    /** What base and model are multiplied by. */
    private record Shares(float base, float model) {}

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return false;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        Shares shares = shares(cosine(tensor), (float) tensor.arguments().number("t"));
        return TorchArithmetic.finite(
                tensor.info(),
                (block, merged) -> {
                    types.load(block);
                    for (int i = 0; i < block.length(); i++) {
                        float base = shares.base * block.base()[i];
                        merged[i] = types.round(base + shares.model * block.model(0)[i]);
                    }
                });
    }

    private float cosine(MergeTensor tensor) {
        LaneSum baseSquares = new LaneSum();
        LaneSum modelSquares = new LaneSum();
        LaneSum products = new LaneSum();
        tensor.forEachBlock(
                block -> {
                    types.load(block);
                    float[] base = block.base();
                    float[] model = block.model(0);
                    baseSquares.addProducts(block.from(), base, base, block.length());
                    modelSquares.addProducts(block.from(), model, model, block.length());
                    products.addProducts(block.from(), base, model, block.length());
                });
        return (float) (products.total() / norm(baseSquares) / norm(modelSquares));
    }

    /** The norm, or 1 where it is too small to divide by. */
    private static double norm(LaneSum squares) {
        double norm = Math.sqrt(squares.total());
        return norm > NO_NORM ? norm : 1;
    }

    private static Shares shares(float cosine, float t) {
        if (Math.abs(cosine) > PARALLEL) {
            return new Shares(1 - t, t);
        }
        float angle = (float) StrictMath.acos(cosine);
        float sine = (float) StrictMath.sin(angle);
        float part = angle * t;
        return new Shares(
                (float) StrictMath.sin(angle - part) / sine, (float) StrictMath.sin(part) / sine);
    }
}
