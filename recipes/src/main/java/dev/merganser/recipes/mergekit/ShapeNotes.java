package dev.merganser.recipes.mergekit;

import dev.merganser.recipes.error.Finding;

import java.util.ArrayList;
import java.util.List;

/** What mergekit's rules did where shapes differ: a line for each rule. */
public final class ShapeNotes {

    private final List<String> common = new ArrayList<>();
    private final List<String> cropped = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    public void add(ShapeRule rule, String tensor, ShapeFit fit) {
        String what = "'%s' of %s".formatted(tensor, fit.shape());
        if (fit.cut()) {
            (rule == ShapeRule.COMMON_PART ? common : cropped).add(what);
        }
        if (!fit.leftOut().isEmpty()) {
            leftOut.add(what);
        }
    }

    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (!common.isEmpty()) {
            findings.add(
                    note(
                            "embedding",
                            "cut to the rows and columns that all models have, whatever their tokens are",
                            common));
        }
        if (!cropped.isEmpty()) {
            findings.add(
                    note(
                            "embedding",
                            "cut to the shape of the base, whatever their tokens are",
                            cropped));
        }
        if (!leftOut.isEmpty()) {
            findings.add(
                    note(
                            "tensor",
                            "merged without the models in which its shape is not that of the base",
                            leftOut));
        }
        return findings;
    }

    private static Finding note(String noun, String what, List<String> tensors) {
        return MergekitNotes.note(
                "%s %s: %s%s."
                        .formatted(
                                MergekitNotes.counted(tensors.size(), noun),
                                what,
                                tensors.getFirst(),
                                tensors.size() > 1 ? " and so on" : ""));
    }
}
