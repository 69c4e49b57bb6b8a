package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.Transposition;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A matrix that its file holds turned over. Safe for use by many threads. */
final class TurnedTensor implements StoredTensor {

    private final TensorInfo info;
    private final Tensor matrix;
    private final Arena arena;
    private final boolean kept;
    private volatile @Nullable Tensor turned;

    /**
     * A matrix that is turned when it is first asked for.
     *
     * @param name in the checkpoint
     * @param matrix as the file holds it
     * @param arena where a copy is kept
     * @param kept whether a copy is kept; else the matrix is turned each time
     */
    TurnedTensor(String name, Tensor matrix, Arena arena, boolean kept) {
        this.info = Transposition.of(matrix.info(), name);
        this.matrix = matrix;
        this.arena = arena;
        this.kept = kept;
    }

    @Override
    public TensorInfo info() {
        return info;
    }

    @Override
    public Tensor tensor() {
        return kept ? copy() : Transposition.of(matrix, info.name(), Arena.ofAuto());
    }

    private Tensor copy() {
        Tensor copy = turned;
        if (copy == null) {
            synchronized (this) {
                copy = turned;
                if (copy == null) {
                    copy = Transposition.of(matrix, info.name(), arena);
                    turned = copy;
                    unload(matrix.data());
                }
            }
        }
        return copy;
    }

    /** Gives the memory of a mapping back that will not be read again. */
    private static void unload(MemorySegment data) {
        if (data.isMapped()) {
            data.unload();
        }
    }

    @Override
    public FloatTensor values() {
        return kept ? new Kept() : Transposition.values(matrix, info.name());
    }

    /** Turned when the values are read, not when they are asked for. */
    private final class Kept implements FloatTensor {
        @Override
        public TensorInfo info() {
            return info;
        }

        @Override
        public void read(long from, float[] into, int count) {
            FloatTensor.of(copy()).read(from, into, count);
        }

        @Override
        public boolean readChecked(long from, float[] into, int count) {
            return FloatTensor.of(copy()).readChecked(from, into, count);
        }

        @Override
        public Optional<Tensor> stored() {
            return Optional.of(copy());
        }
    }
}
