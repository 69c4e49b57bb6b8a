package dev.merganser.evaluators.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Tensor;

import java.lang.foreign.ValueLayout;

/** Our tensors as PyTorch's: floats as float64, whole numbers as int64. */
final class TorchTensors {

    private TorchTensors() {}

    static NDArray of(Tensor tensor, NDManager manager) {
        var shape = new Shape(tensor.shape().dims());
        if (tensor.dtype() == DType.I64) {
            return manager.create(tensor.data().toArray(ValueLayout.JAVA_LONG_UNALIGNED), shape);
        }
        float[] floats = tensor.floats();
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return manager.create(doubles, shape);
    }
}
