package dev.merganser.recipes.method.torch;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.Linear;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.Passthrough;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The methods with mergekit 0.1.4's arithmetic: in the recipe's {@code dtype}, every step rounded
 * as torch does on a CPU, sums over models added up in float32 and then rounded. Bit-equal to
 * mergekit where its arithmetic has one order; sums over a tensor (norms, dot products) have none
 * and are taken in double.
 *
 * <p>What mergekit would write as NaN or infinity is refused with a {@link BadDataException}.
 */
public final class TorchArithmetic {

    private TorchArithmetic() {}

    /**
     * The method as mergekit computes it; itself where {@link #knows} says no.
     *
     * @param types the types of each tensor by its name
     */
    public static MergeMethod of(MergeMethod method, Map<String, TorchTypes> types) {
        return knows(method) ? new MergekitMethod(method, types) : method;
    }

    /** Whether there is mergekit's arithmetic for a method. */
    public static boolean knows(MergeMethod method) {
        return of(method, TorchTypes.of(Optional.empty(), List.of(DType.F32), Optional.empty()))
                .isPresent();
    }

    /** The method as mergekit computes it; empty where mergekit has none of its kind. */
    public static Optional<BlockMethod> of(MergeMethod method, TorchTypes types) {
        MethodDescriptor about = method.descriptor();
        return switch (method) {
            case Linear _ -> Optional.of(new TorchLinear(about, types));
            case Passthrough _ -> Optional.of(new TorchPassthrough(about, types));
            case TorchTwin twin -> Optional.of(twin.inTorch(types));
            default -> Optional.empty();
        };
    }

    /** Whether mergekit's method of that name adds up task vectors of the models. */
    public static boolean addsTaskVectors(MergeMethod method) {
        return method instanceof TorchTwin twin && twin.addsTaskVectors();
    }

    /** This kernel, refusing what is not finite once it is stored. */
    public static BlockKernel finite(TensorInfo stored, BlockKernel kernel) {
        return (block, merged) -> {
            kernel.merge(block, merged);
            for (int i = 0; i < block.length(); i++) {
                float value = Floats.round(stored.dtype(), merged[i]);
                if (!Float.isFinite(value)) {
                    throw new BadDataException(
                            "Tensor '%s' must merge to finite numbers, but mergekit would write %s here, first at element %d. Maybe dtype: float32, or no --compat."
                                    .formatted(
                                            stored.name(),
                                            Float.isNaN(value) ? "NaN" : "infinity",
                                            block.from() + i));
                }
            }
        };
    }
}
