package dev.merganser.recipes.plan;

import dev.merganser.recipes.align.LayerRange;
import dev.merganser.recipes.align.MergePart;
import dev.merganser.recipes.align.MergePart.Extent;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A layer path taken apart: a stem, each layer, a head. */
final class PathParts {

    private static final String PLACE = "merganser.layer_path.";

    private PathParts() {}

    /**
     * The parts in their order; opens no model.
     *
     * @param base whose stem and head these are where the path names no other
     */
    static List<MergePart> of(LayerPath path, String base) {
        List<MergePart> parts = new ArrayList<>();
        parts.add(part(Extent.BEFORE, LayerRange.all(path.stem().orElse(base))));
        for (int i = 0; i < path.layers().size(); i++) {
            PathLayer layer = path.layers().get(i);
            parts.add(
                    part(
                            Extent.LAYERS,
                            new LayerRange(
                                    layer.model(),
                                    layer.layer(),
                                    layer.layer() + 1,
                                    "%slayers[%d].layer".formatted(PLACE, i))));
        }
        parts.add(part(Extent.AFTER, LayerRange.all(path.head().orElse(base))));
        return parts;
    }

    private static MergePart part(Extent extent, LayerRange range) {
        return new MergePart("", extent, range, List.of(range), Optional.empty());
    }
}
