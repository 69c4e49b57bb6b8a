package dev.merganser.evaluators.loss;

import java.util.List;

/**
 * The minibatches of a draw, or of what is held out. The task's loss is the sum of what their
 * losses give, divided by {@link #items}. Owns them until closed.
 */
public record Minibatches(List<Minibatch> list) implements AutoCloseable {

    public Minibatches {
        list = List.copyOf(list);
    }

    /** How many items all have together, at least 1. */
    public int items() {
        return list.stream().mapToInt(Minibatch::count).sum();
    }

    /** What running all costs, in search items as a candidate has them. */
    public double forwards() {
        return list.stream().mapToDouble(Minibatch::forwards).sum();
    }

    @Override
    public void close() {
        list.forEach(Minibatch::close);
    }
}
