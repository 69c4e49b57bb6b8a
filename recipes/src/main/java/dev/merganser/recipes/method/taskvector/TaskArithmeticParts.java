package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.mask.Partition;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Task arithmetic with a weight for each part of a tensor: as many parts as the list of weights is
 * long, either runs of consecutive elements in the order of the checkpoint, as Expert Merging++
 * cuts important layers, or drawn element by element, the same for all models, as aTLAS does.
 */
public final class TaskArithmeticParts implements BlockMethod {

    /** How many parts there can be: what {@code random} can tell apart. */
    public static final int MOST_PARTS = 256;

    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "task_arithmetic_parts",
                            "Base plus task vectors, with a weight for each part of a tensor",
                            "aTLAS, arXiv:2407.02880",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.number(
                                                    "weight",
                                                    Scope.MODEL,
                                                    "factors of the parts of the task vector")
                                            .orList(),
                                    ParameterSpec.text(
                                                    "parts",
                                                    Scope.GLOBAL,
                                                    List.of("chunks", "random"),
                                                    "runs of consecutive elements, or drawn element by element")
                                            .orElse("chunks"),
                                    TaskVectorParameters.LAMBDA))
                    .drawingMasks()
                    .linearInWeight()
                    .explained(
                            "b + λ Σᵢ Σₚ wᵢₚ δᵢ in part p",
                            "A list of weights is no gradient over the layers: it divides each tensor into as many parts as it is long, 256 at most; one number is a list of one. With `chunks` element i of n, row by row, is in part ⌊i · parts / n⌋ (as Expert Merging++ cuts layers); with `random` the part of an element depends on the recipe's seed and the tensor's name, not on the model (as in aTLAS).");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public void check(List<MergeTensor> tensors) {
        for (MergeTensor tensor : tensors) {
            for (int model = 0; model < tensor.models().size(); model++) {
                int parts = tensor.arguments().numbers("weight", model).length;
                if (parts > MOST_PARTS) {
                    throw new WrongUseException(
                            "Weights of task_arithmetic_parts must be %d at most; for tensor '%s' of model %d there are %d."
                                    .formatted(MOST_PARTS, tensor.name(), model + 1, parts));
                }
            }
        }
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        List<Term> terms = new ArrayList<>();
        for (int model = 0; model < tensor.models().size(); model++) {
            double[] weights = tensor.arguments().numbers("weight", model);
            terms.add(new Term(weights, partition(tensor, weights.length)));
        }
        double lambda = tensor.arguments().number("lambda");
        return (block, merged) -> merge(block, terms, lambda, merged);
    }

    private static Partition partition(MergeTensor tensor, int parts) {
        boolean drawn = tensor.arguments().text("parts").equals("random");
        return drawn && parts > 1
                ? tensor.masks().partition(tensor.name(), parts)
                : Partition.chunks(tensor.elements(), parts);
    }

    private static void merge(Block block, List<Term> terms, double lambda, float[] merged) {
        double[] sums = block.sums();
        Arrays.fill(sums, 0, block.length(), 0);
        int[] parts = new int[block.length()];
        for (int model = 0; model < terms.size(); model++) {
            block.subtractBase(model);
            terms.get(model).add(block.from(), block.model(model), parts, sums);
        }
        float[] base = block.base();
        for (int i = 0; i < block.length(); i++) {
            merged[i] = (float) (base[i] + sums[i] * lambda);
        }
    }

    /** The weights of one model. */
    private static final class Term {
        private final double[] weights;
        private final Partition partition;

        Term(double[] weights, Partition partition) {
            this.weights = weights;
            this.partition = partition;
        }

        void add(long from, float[] delta, int[] parts, double[] sums) {
            partition.read(from, parts, parts.length);
            for (int i = 0; i < parts.length; i++) {
                sums[i] += weights[parts[i]] * delta[i];
            }
        }
    }
}
