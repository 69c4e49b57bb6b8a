package dev.merganser.recipes.output;

import dev.merganser.recipes.checkpoint.TensorParts;
import dev.merganser.recipes.checkpoint.TensorSupplier;
import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The tensors of a plan, merged while they are written.
 *
 * @param progress is told the bytes of each part
 */
record MergedTensors(MergePlan plan, LongConsumer progress) implements TensorSupplier {

    @Override
    public void write(TensorInfo info, MemorySegment out) {
        plan.writeTensor(info.name(), out);
        progress.accept(out.byteSize());
    }

    @Override
    public void prepare(Workers workers) {
        plan.prepare(workers);
    }

    @Override
    public Optional<TensorParts> parts(TensorInfo info, Workers workers) {
        TensorParts parts = plan.parts(info.name(), workers);
        return Optional.of(
                (from, count, out) -> {
                    parts.write(from, count, out);
                    progress.accept(out.byteSize());
                });
    }
}
