package dev.merganser.recipes.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A matrix that is stored turned over, read as it is asked for. */
final class TransposedFloats implements FloatTensor {

    private final TensorInfo info;
    private final Tensor matrix;

    TransposedFloats(TensorInfo info, Tensor matrix) {
        this.info = info;
        this.matrix = matrix;
    }

    @Override
    public TensorInfo info() {
        return info;
    }

    @Override
    public void read(long from, float[] into, int count) {
        readChecked(from, into, count);
    }

    @Override
    public boolean readChecked(long from, float[] into, int count) {
        int size = matrix.dtype().bytes();
        MemorySegment part = MemorySegment.ofArray(new byte[Math.multiplyExact(count, size)]);
        Transposition.copy(matrix.info(), matrix.data(), from, count, part);
        return Floats.decodeChecked(matrix.dtype(), part, 0, into, 0, count);
    }

    @Override
    public Optional<Tensor> stored() {
        return Optional.of(Transposition.of(matrix, info.name(), Arena.ofAuto()));
    }
}
