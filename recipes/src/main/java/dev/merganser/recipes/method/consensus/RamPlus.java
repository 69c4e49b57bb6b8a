package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.List;

/**
 * Reinforced Agent Merging Plus, tensor by tensor (arXiv:2601.13572): as {@link Ram}, but what a
 * model alone has changed is multiplied by 1 + r · min(ρᵢ, α), where ρᵢ is how many elements the
 * model has changed together with others for each that it has changed alone (α where there are only
 * such, 0 where there are none).
 */
public final class RamPlus implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "ramplus_tl",
                            "As ram, with more weight for what a model of many shared changes has alone",
                            "Reinforced Agent Merging Plus, arXiv:2601.13572",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.number(
                                                    "r",
                                                    Scope.GLOBAL,
                                                    "how much the ratio of shared to unshared changes matters")
                                            .orElse(.1),
                                    ParameterSpec.number(
                                                    "alpha", Scope.GLOBAL, "limit of that ratio")
                                            .between(0, Double.POSITIVE_INFINITY)
                                            .orElse(.2),
                                    Ram.EPSILON))
                    .explained(
                            "b + the mean of shared changes, or the change of one model alone times 1 + r · min(ρ, alpha)",
                            "ρ is how many elements of the tensor a model has changed together with others for each that it has changed alone.")
                    .costing("after one to count changes");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        double epsilon = tensor.arguments().number("epsilon");
        double r = tensor.arguments().number("r");
        double alpha = tensor.arguments().number("alpha");
        Changes changes = Changes.of(tensor, epsilon);
        double[] factors = new double[tensor.models().size()];
        for (int m = 0; m < factors.length; m++) {
            factors[m] = 1 + r * Math.min(changes.ratio(m), alpha);
        }
        return new RamKernel(epsilon, factors);
    }

    /** Which elements each model has changed together with others, and which alone. */
    private static final class Changes {
        private final long[] shared;
        private final long[] alone;

        private Changes(int models) {
            shared = new long[models];
            alone = new long[models];
        }

        static Changes of(MergeTensor tensor, double epsilon) {
            var changes = new Changes(tensor.models().size());
            tensor.overStretches(MergeTensor.STRETCH, stretch -> of(stretch, epsilon))
                    .forEach(changes::add);
            return changes;
        }

        private static Changes of(MergeTensor.Stretch stretch, double epsilon) {
            var changes = new Changes(stretch.tensor().models().size());
            stretch.forEachBlock(block -> changes.count(block, epsilon));
            return changes;
        }

        private void count(Block block, double epsilon) {
            Deltas.take(block);
            for (int i = 0; i < block.length(); i++) {
                long[] counts = RamKernel.changes(block, i, epsilon) > 1 ? shared : alone;
                for (int m = 0; m < counts.length; m++) {
                    counts[m] += Math.abs(block.model(m)[i]) > epsilon ? 1 : 0;
                }
            }
        }

        private void add(Changes others) {
            for (int m = 0; m < shared.length; m++) {
                shared[m] += others.shared[m];
                alone[m] += others.alone[m];
            }
        }

        /** Shared changes for each that is not; 0 without any. */
        double ratio(int model) {
            return shared[model] == 0 ? 0 : (double) shared[model] / alone[model];
        }
    }
}
