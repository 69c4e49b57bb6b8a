package dev.merganser.evaluators.runtime;

import java.util.List;

/** Packed batches. Owns their tensors until closed. */
public record Batches(List<Batch> list) implements AutoCloseable {

    public Batches {
        list = List.copyOf(list);
    }

    @Override
    public void close() {
        list.forEach(Batch::close);
    }
}
