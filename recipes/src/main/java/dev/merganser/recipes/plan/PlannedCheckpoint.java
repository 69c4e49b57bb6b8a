package dev.merganser.recipes.plan;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.TensorParts;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model that a plan would make: names, types and shapes are known at once, a tensor is merged
 * when its values are asked for, block by block. Keeps only the few tensors ready that were asked
 * for last. Safe for use by many threads.
 */
public final class PlannedCheckpoint implements Checkpoint {

    /** As many as are written at once. */
    private static final int KEPT = Math.max(4, Runtime.getRuntime().availableProcessors());

    private final MergePlan plan;
    private final Map<String, TensorParts> ready = new LinkedHashMap<>(16, 0.75f, true);

    public PlannedCheckpoint(MergePlan plan) {
        this.plan = plan;
    }

    /** Whether a model's weights are in files, so that reading some of them costs little. */
    public static boolean isStored(Source source) {
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
        return new Merged(required(name));
    }

    /** A tensor that is merged anew whenever it is not ready any more. */
    private final class Merged implements FloatTensor {
        private final TensorInfo info;

        Merged(TensorInfo info) {
            this.info = info;
        }

        @Override
        public TensorInfo info() {
            return info;
        }

        @Override
        public void read(long from, float[] into, int count) {
            byte[] bytes = new byte[count * info.dtype().bytes()];
            MemorySegment block = MemorySegment.ofArray(bytes);
            ready(info.name()).write(from, count, block);
            Floats.decode(info.dtype(), block, 0, into, 0, count);
        }
    }

    private TensorParts ready(String name) {
        synchronized (ready) {
            TensorParts known = ready.get(name);
            if (known != null) {
                return known;
            }
        }
        TensorParts parts = plan.parts(name, Workers.CALLER);
        synchronized (ready) {
            ready.put(name, parts);
            for (String oldest : new ArrayList<>(ready.keySet())) {
                if (ready.size() > KEPT) {
                    ready.remove(oldest);
                }
            }
        }
        return parts;
    }

    @Override
    public void read(String name, MemorySegment out) {
        plan.read(name, out);
    }

    @Override
    public Optional<Object> key(String name) {
        return plan.key(name);
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    /** Nothing: the models of the plan stay open. */
    @Override
    public void close() {}
}
