package dev.merganser.recipes;

import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tokenizer.VocabularyTensors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How the shapes of one tensor in several models are made one.
 *
 * @param shape that of the merged tensor
 * @param cut whether larger ones are cut to it
 * @param leftOut numbers of the models that have no part in the tensor, counted from 0
 */
record ShapeFit(Shape shape, boolean cut, Set<Integer> leftOut) {

    /** The shapes are to be the same, as they are. */
    static ShapeFit asIs(TensorInfo info) {
        return new ShapeFit(info.shape(), false, Set.of());
    }

    /**
     * Makes shapes fit as a rule says. What the rule does not mend is left as it is.
     *
     * @param info the tensor in the model that gives the merged one its tensors
     */
    static ShapeFit of(ShapeRule rule, TensorRow row, TensorInfo info) {
        if (rule == ShapeRule.ONE_SHAPE || haveOneShape(row)) {
            return asIs(info);
        }
        boolean embedding =
                VocabularyTensors.isNamedSo(info.name())
                        && inputs(row).allMatch(shape -> shape.dims().size() == 2);
        return switch (rule) {
            case ONE_SHAPE -> asIs(info);
            case COMMON_PART -> embedding ? new ShapeFit(common(row), true, Set.of()) : asIs(info);
            case SHAPE_OF_THE_BASE ->
                    embedding
                            ? new ShapeFit(info.shape(), true, Set.of())
                            : new ShapeFit(info.shape(), false, otherShapes(row, info));
        };
    }

    private static boolean haveOneShape(TensorRow row) {
        return inputs(row).distinct().count() <= 1;
    }

    private static Stream<Shape> inputs(TensorRow row) {
        return Stream.concat(row.models().stream(), row.base().stream())
                .flatMap(located -> located.info().stream())
                .map(TensorInfo::shape);
    }

    private static Shape common(TensorRow row) {
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int dim = i;
            dims.add(inputs(row).mapToLong(shape -> shape.dims().get(dim)).min().orElseThrow());
        }
        return new Shape(dims);
    }

    private static Set<Integer> otherShapes(TensorRow row, TensorInfo info) {
        Set<Integer> others = new HashSet<>();
        for (int i = 0; i < row.models().size(); i++) {
            var theirs = row.models().get(i).info();
            if (theirs.isPresent() && !theirs.get().shape().equals(info.shape())) {
                others.add(i);
            }
        }
        return Set.copyOf(others);
    }

    /** Whether a tensor of that shape can be merged, or is not merged at all. */
    boolean allows(Shape theirs) {
        return theirs.equals(shape)
                || !leftOut.isEmpty()
                || (cut && coversAll(theirs.dims(), shape.dims()));
    }

    private static boolean coversAll(List<Long> theirs, List<Long> ours) {
        return theirs.get(0) >= ours.get(0) && theirs.get(1) >= ours.get(1);
    }

    /** An input of the merged tensor's shape. */
    AlignedTensor.Input fitted(AlignedTensor.Input input) {
        FloatTensor values = input.values();
        return cut && !values.info().shape().equals(shape)
                ? new AlignedTensor.Input(input.source(), values.cropped(shape))
                : input;
    }
}
