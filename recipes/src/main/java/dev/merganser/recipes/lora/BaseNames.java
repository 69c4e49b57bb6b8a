package dev.merganser.recipes.lora;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Optional;

/**
 * The names of tensors in a base. An adapter names modules as the model that it was trained on
 * does; a file may have been saved without that model's outermost module ({@code h.0.attn} for
 * {@code transformer.h.0.attn}), or with one more, and transformers loads both.
 */
final class BaseNames {

    private BaseNames() {}

    /** The tensor of that name; else without its first part, else the only one that ends in it. */
    static Optional<TensorInfo> find(Checkpoint base, String name) {
        return base.info(name)
                .or(() -> base.info(name.substring(name.indexOf('.') + 1)))
                .or(() -> onlyEndingIn(base, "." + name));
    }

    private static Optional<TensorInfo> onlyEndingIn(Checkpoint base, String end) {
        List<TensorInfo> found =
                base.tensors().stream().filter(info -> info.name().endsWith(end)).limit(2).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }
}
