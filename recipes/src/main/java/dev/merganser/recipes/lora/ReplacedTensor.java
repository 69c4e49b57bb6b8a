package dev.merganser.recipes.lora;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.Optional;

/**
 * A tensor of the adapter in place of the base's (modules_to_save, trained biases).
 *
 * @param name the name that it has in the base
 * @param dtype the type that it has in the base
 */
record ReplacedTensor(String name, DType dtype, Tensor tensor) implements FloatTensor {

    @Override
    public TensorInfo info() {
        return new TensorInfo(name, dtype, tensor.shape());
    }

    @Override
    public void read(long from, float[] into, int count) {
        Floats.decode(tensor.dtype(), tensor.data(), from, into, 0, count);
    }

    @Override
    public Optional<Tensor> stored() {
        return tensor.dtype() == dtype
                ? Optional.of(new Tensor(info(), tensor.data()))
                : Optional.empty();
    }
}
