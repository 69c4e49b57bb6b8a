package dev.merganser.optimizer.space;

import java.util.List;

/** Tensors that share their values, under a name for people. */
record TensorGroup(String name, List<String> tensors) {
    TensorGroup {
        tensors = List.copyOf(tensors);
    }
}
