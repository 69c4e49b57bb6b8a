package dev.merganser.optimizer.run;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far merged weights lie from the base: ‖θ − θ₀‖ / ‖θ₀‖ over all float tensors, in double, with
 * the weights as they are stored and scored. Safe for use by many threads.
 */
final class WeightDistances {

    private static final int BLOCK = 1 << 14;

    private final Checkpoint base;
    private final Map<String, Double> squaredNorms = new ConcurrentHashMap<>();

    /**
     * Distances from a model.
     *
     * @param base open as long as this is used; has the tensors of all plans in their shapes
     */
    WeightDistances(Checkpoint base) {
        this.base = base;
    }

    /** What notes distances while a candidate's weights are read through it. */
    Probe probe(MergePlan plan) {
        return new Probe(plan);
    }

    /** A plan whose tensors are measured when they are read. */
    final class Probe implements WeightSource {

        private final MergePlan plan;
        private final Map<String, Double> squares = new ConcurrentHashMap<>();

        private Probe(MergePlan plan) {
            this.plan = plan;
        }

        @Override
        public Optional<TensorInfo> info(String name) {
            return plan.info(name);
        }

        @Override
        public Optional<Object> key(String name) {
            return plan.key(name);
        }

        @Override
        public void read(String name, MemorySegment out) {
            plan.read(name, out);
            squares.put(name, squaredDistance(name, out));
        }

        /** The distance; tensors that nobody has read are read now. */
        double distance() {
            double distance = 0;
            double norm = 0;
            for (TensorInfo info : plan.tensors()) {
                if (info.dtype().isFloat()) {
                    distance += squares.computeIfAbsent(info.name(), this::read);
                    norm += squaredNorms.computeIfAbsent(info.name(), name -> squaredNorm(name));
                }
            }
            return distance == 0 ? 0 : Math.sqrt(distance / norm);
        }

        private double read(String name) {
            long elements = plan.info(name).orElseThrow().shape().elements();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment values = arena.allocate(ValueLayout.JAVA_FLOAT, elements);
                plan.read(name, values);
                return squaredDistance(name, values);
            }
        }
    }

    private double squaredDistance(String name, MemorySegment merged) {
        return squares(name, merged.byteSize() / Float.BYTES, merged);
    }

    private double squaredNorm(String name) {
        long elements = base.values(name).info().shape().elements();
        return squares(name, elements, MemorySegment.NULL);
    }

    /** The sum of squared differences from the base; of the base itself where there is nothing. */
    private double squares(String name, long elements, MemorySegment merged) {
        FloatTensor tensor = base.values(name);
        float[] block = new float[(int) Math.min(BLOCK, elements)];
        boolean alone = merged.equals(MemorySegment.NULL);
        double sum = 0;
        for (long from = 0; from < elements; from += block.length) {
            int count = (int) Math.min(block.length, elements - from);
            tensor.read(from, block, count);
            for (int i = 0; i < count; i++) {
                float other =
                        alone ? 0 : merged.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, from + i);
                double difference = (double) other - block[i];
                sum += difference * difference;
            }
        }
        return sum;
    }
}
