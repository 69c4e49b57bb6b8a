package dev.merganser.recipes.tensor;

import java.util.Optional;

/** The elements of a stored tensor, decoded as they are read. */
record StoredFloats(Tensor tensor) implements FloatTensor {

    StoredFloats {
        if (!tensor.dtype().isFloat()) {
            throw new IllegalArgumentException(
                    "Tensor '%s' must be of a float type, found %s"
                            .formatted(tensor.name(), tensor.dtype()));
        }
    }

    @Override
    public TensorInfo info() {
        return tensor.info();
    }

    @Override
    public void read(long from, float[] into, int count) {
        Floats.decode(tensor.dtype(), tensor.data(), from, into, 0, count);
    }

    @Override
    public boolean readChecked(long from, float[] into, int count) {
        return Floats.decodeChecked(tensor.dtype(), tensor.data(), from, into, 0, count);
    }

    @Override
    public Optional<Tensor> stored() {
        return Optional.of(tensor);
    }
}
