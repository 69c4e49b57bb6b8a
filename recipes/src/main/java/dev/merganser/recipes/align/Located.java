package dev.merganser.recipes.align;

import dev.merganser.recipes.mergekit.ShapeFit;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.Optional;

/** A tensor's name in one of the models of a merge; it may not be there. */
record Located(Source source, String name) {

    Optional<TensorInfo> info() {
        return source.checkpoint().info(name);
    }

    AlignedTensor.Input input(ShapeFit fit) {
        return new AlignedTensor.Input(source, fit.fitted(source.checkpoint().values(name)));
    }

    /** The source, and the name where it is not that of the merged tensor. */
    String shown(String merged) {
        return name.equals(merged) ? source.toString() : source + " ('" + name + "')";
    }
}
