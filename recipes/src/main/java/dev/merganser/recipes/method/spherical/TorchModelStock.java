package dev.merganser.recipes.method.spherical;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.torch.TorchArithmetic;
import dev.merganser.recipes.method.torch.TorchTypes;

/**
 * mergekit's {@link ModelStock}: the product of two norms counts as at least 10⁻⁶, so that small
 * task vectors look orthogonal, and nothing keeps t from infinity where task vectors cancel. Norms
 * and inner products are added up in double.
 */
record TorchModelStock(MethodDescriptor descriptor, TorchTypes types) implements BlockMethod {

    private static final double FLOOR = 1e-6;

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return false;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        if (!tensor.arguments().text("angle").equals("cosine")) {
            throw new WrongUseException(
                    "Parameter 'angle' must be cosine with --compat mergekit: mergekit knows no other. Maybe no --compat.");
        }
        Vectors vectors = ModelStock.vectors(tensor);
        InnerProducts products = InnerProducts.of(tensor, vectors, this::subtractBase);
        float[] shares = new float[vectors.count()];
        for (int v = 0; v < shares.length; v++) {
            shares[v] = share(products, v);
        }
        return TorchArithmetic.finite(
                tensor.info(), (block, merged) -> blend(block, vectors, shares, merged));
    }

    private void subtractBase(Block block) {
        types.round(block);
        for (int m = 0; m < block.models(); m++) {
            types.subtract(block.base(), block.model(m), block.length());
        }
    }

    private float share(InnerProducts products, int vector) {
        int models = products.models();
        float sum = 0;
        int pairs = 0;
        for (int i = 0; i < models; i++) {
            for (int j = i + 1; j < models; j++) {
                sum += types.round((float) cosine(products, vector, i, j));
                pairs++;
            }
        }
        float cosine = types.round(sum / pairs);
        float agreement = types.round(1 + types.round((models - 1) * cosine));
        return types.round(types.round(models * cosine) / agreement);
    }

    private static double cosine(InnerProducts products, int vector, int i, int j) {
        double norms = products.norm(vector, i) * products.norm(vector, j);
        return Math.clamp(products.product(vector, i, j) / Math.max(norms, FLOOR), -1, 1);
    }

    private void blend(Block block, Vectors vectors, float[] shares, float[] merged) {
        types.round(block);
        vectors.forEachRun(
                block.from(),
                block.length(),
                (vector, begin, end) -> {
                    float share = shares[vector];
                    float rest = types.round(1 - share);
                    for (int i = begin; i < end; i++) {
                        float kept = types.round(rest * block.base()[i]);
                        merged[i] = types.round(types.round(share * mean(block, i)) + kept);
                    }
                });
    }

    private float mean(Block block, int element) {
        float sum = 0;
        for (int m = 0; m < block.models(); m++) {
            sum += block.model(m)[element];
        }
        return types.round(sum / block.models());
    }
}
