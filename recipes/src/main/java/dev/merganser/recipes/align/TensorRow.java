package dev.merganser.recipes.align;

import dev.merganser.recipes.mergekit.ShapeFit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A tensor of the merged model and where it comes from.
 *
 * @param name what the merged model calls it
 * @param position where its layer stands, from 0 to 1
 * @param part number of the part of the recipe that it belongs to
 * @param like the tensor that gives it type and shape
 * @param models what is merged
 * @param base empty where the method uses none
 */
record TensorRow(
        String name,
        double position,
        int part,
        Located like,
        List<Located> models,
        Optional<Located> base) {

    /** A tensor of a part. */
    static TensorRow of(
            String name,
            double position,
            int number,
            MergePart part,
            Function<LayerRange, Located> locate) {
        return new TensorRow(
                name,
                position,
                number,
                locate.apply(part.like()),
                part.models().stream().map(locate).toList(),
                part.base().map(locate));
    }

    /** The tensor as the inputs have it. */
    ShapeFit.Inputs inputs() {
        return new ShapeFit.Inputs(
                models.stream().map(Located::info).toList(), base.flatMap(Located::info));
    }

    /** All that must fit {@link #like}, which is not among them. */
    List<Located> others() {
        List<Located> others = new ArrayList<>(models);
        base.ifPresent(others::add);
        others.removeIf(other -> other.source().reference().equals(like.source().reference()));
        return others;
    }
}
