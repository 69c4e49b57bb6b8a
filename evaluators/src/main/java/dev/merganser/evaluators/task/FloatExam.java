package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.Rows;

import java.util.function.Supplier;

/** A split of float items on a graph. */
record FloatExam(Rows rows, String output, Supplier<Collector> collectors) implements Exam {

    @Override
    public Collector collector() {
        return collectors.get();
    }
}
