package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The numbers that a graph's output gives for each item: what a frozen head makes of features, or
 * without a head the output itself.
 *
 * @param output the graph output {@code [batch, hidden]}, or without a head {@code [batch,
 *     numbers]} or {@code [batch]}; empty: the only one
 */
record Readout(Optional<LinearHead> head, Optional<String> output) {

    /** The keys of a task file that {@link #read} looks at, beside those of every task. */
    static final String HEAD = "head";

    static Readout read(TaskFile file) {
        Optional<LinearHead> head =
                file.yaml().has(HEAD) ? Optional.of(head(file)) : Optional.empty();
        return new Readout(head, file.yaml().findText("output"));
    }

    private static LinearHead head(TaskFile file) {
        try (Checkpoint checkpoint = Checkpoints.open(file.path(HEAD))) {
            return LinearHead.of(checkpoint);
        }
    }

    /** The output on a graph; a graph that does not fit is refused. */
    Port on(ModelPorts ports) {
        return head.map(given -> new Port(features(ports, given), given.classes(), head))
                .orElseGet(() -> plain(ports));
    }

    private String features(ModelPorts ports, LinearHead given) {
        return FloatPorts.features(ports, output, given.hidden());
    }

    private Port plain(ModelPorts ports) {
        FloatPorts.Out out = FloatPorts.numbers(ports, output);
        return new Port(out.name(), out.size(), head);
    }

    /**
     * An output of a graph.
     *
     * @param size how many numbers it gives for each item
     */
    record Port(String output, int size, Optional<LinearHead> head) {

        /** Reads the numbers of one row. */
        void read(Output output, int row, float[] into) {
            if (head.isPresent()) {
                head.get().logits(output.floats(), row, into);
            } else {
                long from = (long) row * size * Float.BYTES;
                MemorySegment.copy(output.floats(), ValueLayout.JAVA_FLOAT, from, into, 0, size);
            }
        }
    }
}
