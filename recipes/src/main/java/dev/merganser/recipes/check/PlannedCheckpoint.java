package dev.merganser.recipes.check;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model that a plan would make, for checks: names, types and shapes are known at once, a tensor
 * is merged when its values are asked for.
 */
record PlannedCheckpoint(MergePlan plan) implements Checkpoint {

    /** Whether a model's weights are in files, so that reading some of them costs little. */
    static boolean isStored(Source source) {
        return !(source.checkpoint() instanceof PlannedCheckpoint);
    }

    /** Of the model whose configuration the merged one would have. */
    @Override
    public Path path() {
        return plan.like().path();
    }

    @Override
    public List<TensorInfo> tensors() {
        return plan.tensors();
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return plan.info(name);
    }

    @Override
    public Tensor tensor(String name) {
        TensorInfo info = required(name);
        MemorySegment data = Arena.ofAuto().allocate(info.bytes(), Long.BYTES);
        plan.writeTensor(name, data);
        return new Tensor(info, data);
    }

    private TensorInfo required(String name) {
        return plan.info(name)
                .orElseThrow(() -> new BadDataException("There is no tensor " + Quoted.text(name)));
    }

    @Override
    public FloatTensor values(String name) {
        TensorInfo info = required(name);
        return new FloatTensor() {
            @Override
            public TensorInfo info() {
                return info;
            }

            @Override
            public void read(long from, float[] into, int count) {
                FloatTensor.of(tensor(name)).read(from, into, count);
            }

            @Override
            public Optional<Tensor> stored() {
                return Optional.empty();
            }
        };
    }

    @Override
    public void read(String name, MemorySegment out) {
        plan.read(name, out);
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public void close() {}
}
