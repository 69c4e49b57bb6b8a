package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The weights of one model as named tensors, read lazily. Owns its mappings until closed. */
public interface Checkpoint extends WeightSource, AutoCloseable {

    /** The file or folder that was opened. */
    Path path();

    /** All tensors in the order of the file. */
    List<TensorInfo> tensors();

    /** A view of one tensor's data, valid until {@link #close()}. */
    Tensor tensor(String name);

    /** The values of one float tensor, valid until {@link #close()}. */
    default FloatTensor values(String name) {
        return FloatTensor.of(tensor(name));
    }

    /** Free-form text that the file carries beside its tensors. */
    Map<String, String> metadata();

    @Override
    void close();
}
