package dev.merganser.recipes;

import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

/** What mergekit's rules did where shapes differ: a line for each rule. */
final class ShapeNotes {

    private final List<String> common = new ArrayList<>();
    private final List<String> cropped = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    void add(ShapeRule rule, String tensor, Shape shape, ShapeFit fit) {
        if (fit.cut()) {
            String what = "'%s' from %s to %s".formatted(tensor, shape, fit.shape());
            (rule == ShapeRule.COMMON_PART ? common : cropped).add(what);
        }
        if (!fit.leftOut().isEmpty()) {
            leftOut.add("'%s' of %s".formatted(tensor, shape));
        }
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        note(
                findings,
                common,
                "%d embedding(s) cut to the rows and columns that all models have, whatever tokens these are: %s.");
        note(
                findings,
                cropped,
                "%d embedding(s) cut to the shape of the base, whatever tokens the rows are: %s.");
        note(
                findings,
                leftOut,
                "%d tensor(s) merged without the models in which their shape is not that of the base: %s.");
        return findings;
    }

    private static void note(List<Finding> findings, List<String> tensors, String message) {
        if (!tensors.isEmpty()) {
            findings.add(MergekitNotes.note(message.formatted(tensors.size(), tensors.getFirst())));
        }
    }
}
