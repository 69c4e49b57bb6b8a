package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.matrix.MemoryRoom;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorMatrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * What the methods on singular values share: task vectors times their weights as matrices where a
 * tensor has two dimensions, and their plain mean where it has not.
 */
final class TaskMatrices {
    static final ParameterSpec WEIGHT =
            ParameterSpec.number("weight", Scope.MODEL, "factor of the task vector").orElse(1);
    static final ParameterSpec LAMBDA =
            ParameterSpec.number("lambda", Scope.GLOBAL, "factor of the combined task vectors")
                    .orElse(1);

    private TaskMatrices() {}

    /** weight·τ of one model. */
    static Matrix of(MergeTensor tensor, int model) {
        Matrix vector = TensorMatrix.taskVector(tensor, model);
        double weight = tensor.arguments().number("weight", model);
        return weight == 1 ? vector : vector.times(weight);
    }

    /** Σ weight·τ. */
    static Matrix sum(MergeTensor tensor) {
        Matrix sum = of(tensor, 0);
        for (int model = 1; model < tensor.models().size(); model++) {
            sum = sum.plus(of(tensor, model));
        }
        return sum;
    }

    /**
     * Does work that holds about six matrices of the tensor's size once there is room on the heap.
     */
    static <T> T inRoom(MergeTensor tensor, Supplier<T> work) {
        return MemoryRoom.HEAP.with(6 * tensor.elements(), work);
    }

    /** Makes something of each model, each on a thread that is free and where there is room. */
    static <T> List<T> ofEach(MergeTensor tensor, IntFunction<T> maker) {
        return shared(tensor, model -> inRoom(tensor, () -> maker.apply(model)));
    }

    /** As {@link #ofEach}, for whoever has found room for all of them. */
    static <T> List<T> shared(MergeTensor tensor, IntFunction<T> maker) {
        int models = tensor.models().size();
        List<Optional<T>> made = new ArrayList<>();
        for (int model = 0; model < models; model++) {
            made.add(Optional.empty());
        }
        tensor.workers().forEach(models, model -> made.set(model, Optional.of(maker.apply(model))));
        return made.stream().flatMap(Optional::stream).toList();
    }

    /** base + λ·change. */
    static FloatSource changed(MergeTensor tensor, Matrix change) {
        return changed(tensor, change, tensor.arguments().number("lambda"));
    }

    /** base + factor·change. */
    static FloatSource changed(MergeTensor tensor, Matrix change, double factor) {
        FloatSource base = tensor.base().orElseThrow();
        double[] changes = change.data();
        return (from, into, count) -> {
            base.read(from, into, count);
            int start = Math.toIntExact(from);
            for (int i = 0; i < count; i++) {
                into[i] = (float) (into[i] + factor * changes[start + i]);
            }
        };
    }

    /** base + λ·mean of weight·τ, element by element. */
    static FloatSource mean(MergeTensor tensor) {
        double factor = tensor.arguments().number("lambda") / tensor.models().size();
        return summed(tensor, factor, tensor.arguments().doubles("weight"));
    }

    /** base + factor·Σ weight·τ, element by element. */
    static FloatSource summed(MergeTensor tensor, double factor, double[] weights) {
        return tensor.mergedBy(
                (block, merged) -> {
                    float[] base = block.base();
                    for (int i = 0; i < block.length(); i++) {
                        double sum = 0;
                        for (int model = 0; model < weights.length; model++) {
                            sum += weights[model] * ((double) block.model(model)[i] - base[i]);
                        }
                        merged[i] = (float) (base[i] + factor * sum);
                    }
                });
    }
}
