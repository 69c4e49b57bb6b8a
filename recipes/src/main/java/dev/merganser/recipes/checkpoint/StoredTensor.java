package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

/** A tensor of a checkpoint, as its file holds it or turned over. */
sealed interface StoredTensor permits StoredTensor.AsIs, TurnedTensor {

    /** Name, type and shape in the checkpoint. */
    TensorInfo info();

    /** Its data, row-major. */
    Tensor tensor();

    /** Its values; it must be of a float type. */
    FloatTensor values();

    /** A tensor whose data is a view of files. */
    record AsIs(Tensor tensor, InputFiles files) implements StoredTensor {
        @Override
        public TensorInfo info() {
            return tensor.info();
        }

        @Override
        public FloatTensor values() {
            return files.values(tensor);
        }
    }
}
