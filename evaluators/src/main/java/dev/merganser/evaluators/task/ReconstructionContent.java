package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.metric.Reconstructions;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.recipes.error.BadDataException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Items with the values that they should become.
 *
 * @param peak the largest value that a target can have
 * @param output as many values per item as its target has; empty: the graph's only one
 */
record ReconstructionContent(FloatItems items, double peak, Optional<String> output)
        implements ExaminedContent {

    @Override
    public int itemCount(Split split) {
        return items.of(split).count();
    }

    @Override
    public Exam exam(Split split, ModelPorts ports) {
        Items part = items.of(split);
        Items targets = part.targets().orElse(part);
        String name = FloatPorts.values(ports, output, targets.shape());
        return new FloatExam(items.rows(split, ports), name, () -> new Errors(targets, name));
    }

    @Override
    public int nearDuplicates() {
        return NearDuplicates.count(items.parts());
    }

    /** The mean squared error of each item. */
    private final class Errors implements Collector {

        private final Items targets;
        private final String name;
        private final double[] errors;

        Errors(Items targets, String name) {
            this.targets = targets;
            this.name = name;
            this.errors = new double[targets.count()];
        }

        @Override
        public void take(Batch batch, Output output) {
            long values = targets.shape().elements();
            if (output.floats().byteSize() < batch.count() * values * Float.BYTES
                    || output.shape().elements() != batch.count() * values) {
                throw new BadDataException(
                        "Task '%s': targets are %s, but output '%s' is %s for %d items."
                                .formatted(
                                        items.task(),
                                        targets.shape(),
                                        name,
                                        output.shape(),
                                        batch.count()));
            }
            for (int row = 0; row < batch.count(); row++) {
                MemorySegment target = targets.values(batch.rows()[row], 1);
                errors[batch.rows()[row]] = error(output.floats(), row * values, target, values);
            }
        }

        private static double error(
                MemorySegment output, long from, MemorySegment target, long values) {
            double sum = 0;
            for (long i = 0; i < values; i++) {
                double difference =
                        (double) output.getAtIndex(ValueLayout.JAVA_FLOAT, from + i)
                                - target.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                sum += difference * difference;
            }
            return sum / values;
        }

        @Override
        public Object predictions() {
            return new Reconstructions(errors, peak);
        }
    }
}
