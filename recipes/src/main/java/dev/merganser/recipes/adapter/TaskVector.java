package dev.merganser.recipes.adapter;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Merged − base, tensor by tensor, as float32 in native byte order. Safe for use by many threads.
 */
final class TaskVector {

    private static final int BLOCK = 1 << 14;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final MergePlan plan;
    private final Checkpoint base;

    /**
     * Takes a plan whose merged tensors are float32.
     *
     * @throws BadDataException where the merged tensors are not those of the base
     */
    TaskVector(MergePlan plan, Checkpoint base) {
        this.plan = plan;
        this.base = base;
        plan.tensors().forEach(this::requireInBase);
        base.tensors().forEach(this::requireInMerged);
    }

    private void requireInMerged(TensorInfo info) {
        if (plan.info(info.name()).isEmpty()) {
            throw new BadDataException(
                    "A LoRA adapter needs a merged model with the tensors of its base, but %s of %s is not in the merged model. Maybe write a full model."
                            .formatted(Quoted.text(info.name()), base.path()));
        }
    }

    private void requireInBase(TensorInfo merged) {
        var there = base.info(merged.name());
        if (there.filter(info -> info.shape().equals(merged.shape())).isEmpty()) {
            throw new BadDataException(
                    "A LoRA adapter needs a merged model with the tensors of its base, but %s of %s is %s in %s. Maybe write a full model."
                            .formatted(
                                    Quoted.text(merged.name()),
                                    merged.shape(),
                                    there.map(info -> info.shape().toString()).orElse("not"),
                                    base.path()));
        }
    }

    /** One tensor's change and the energies that it is judged by. */
    record Delta(MemorySegment values, double squaredNorm, double baseSquaredNorm) {}

    /** The change of a float tensor, in memory of the arena. */
    Delta of(TensorInfo info, Arena arena) {
        long elements = info.shape().elements();
        MemorySegment values = arena.allocate(elements * Float.BYTES, Float.BYTES);
        plan.readFinite(info.name(), values);
        FloatTensor before = base.values(info.name());
        float[] block = new float[(int) Math.min(BLOCK, elements)];
        double changed = 0;
        double there = 0;
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            before.read(from, block, count);
            for (int i = 0; i < count; i++) {
                float delta = values.getAtIndex(FLOAT, from + i) - block[i];
                values.setAtIndex(FLOAT, from + i, delta);
                changed += (double) delta * delta;
                there += (double) block[i] * block[i];
            }
        }
        return new Delta(values, changed, there);
    }
}
