package dev.merganser.recipes.method.torch;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.Piece;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;

import java.util.List;
import java.util.Optional;

/**
 * The types in which mergekit computes a tensor.
 *
 * @param load what inputs are cast to when they are read: the recipe's {@code dtype}
 * @param compute the type of every step and of the result
 * @param weights what weights are cast to
 */
public record TorchTypes(Optional<DType> load, DType compute, DType weights) {

    /**
     * The types for one tensor. Without a {@code dtype} each file's own type counts: the base's
     * where the method uses one, else the narrowest that holds those of all models.
     *
     * @param dtype that of the recipe
     * @param models types of the tensor in the models, in the order of the recipe
     * @param base its type in the base; empty where the method uses none
     */
    public static TorchTypes of(Optional<DType> dtype, List<DType> models, Optional<DType> base) {
        DType common = common(models);
        return new TorchTypes(
                dtype,
                dtype.or(() -> base).orElse(common),
                dtype.or(() -> base).orElse(models.getFirst()));
    }

    /** The narrowest type that holds all these, as torch sees it. */
    public static DType common(List<DType> types) {
        return types.stream().reduce(TorchTypes::promoted).orElseThrow();
    }

    private static DType promoted(DType one, DType other) {
        if (one == other) {
            return one;
        }
        return one == DType.F64 || other == DType.F64 ? DType.F64 : DType.F32;
    }

    /** What {@code value} is in the type of the steps. */
    public float round(float value) {
        return Floats.round(compute, value);
    }

    /** The weights of the models in their type. */
    public float[] weights(Arguments arguments) {
        float[] values = new float[arguments.models()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Floats.round(weights, (float) arguments.number("weight", i));
        }
        return values;
    }

    /** The sum of the weights of the models in their type, as they are divided by. */
    public double totalWeight(Arguments arguments) {
        return sum(weights(arguments));
    }

    /** A sum of weights: added up in float32, then rounded. */
    public float sum(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value;
        }
        return Floats.round(weights, sum);
    }

    /** Casts all inputs as they are cast when they are read. */
    public void load(Block block) {
        load.ifPresent(type -> round(type, block));
    }

    /** Casts all inputs to the type of the steps. */
    public void round(Block block) {
        load(block);
        round(compute, block);
    }

    private static void round(DType type, Block block) {
        for (int m = 0; m < block.models(); m++) {
            Floats.round(type, block.model(m), 0, block.length());
        }
        if (block.hasBase()) {
            Floats.round(type, block.base(), 0, block.length());
        }
    }

    /** Replaces values by what is left of them without {@code others}. */
    public void subtract(float[] others, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = round(values[i] - others[i]);
        }
    }

    /** Multiplies values by a number. */
    public void multiply(float[] values, float factor, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = round(values[i] * factor);
        }
    }

    /** Reads the task vector of one model once, in ascending pieces on the calling thread. */
    public void forEachDelta(MergeTensor tensor, int model, Piece piece) {
        tensor.forEachBlock(
                block -> {
                    round(block);
                    subtract(block.base(), block.model(model), block.length());
                    piece.accept(block.from(), block.model(model), block.length());
                });
    }
}
