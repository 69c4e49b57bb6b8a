package dev.merganser.recipes.mergekit;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tokenizer.VocabularyTensors;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How the shapes of one tensor in several models are made one.
 *
 * @param shape that of the merged tensor
 * @param cut whether larger ones are cut to it
 * @param leftOut numbers of the models that have no part in the tensor, counted from 0
 */
public record ShapeFit(Shape shape, boolean cut, Set<Integer> leftOut) {

    /** The shapes are to be the same, as they are. */
    static ShapeFit asIs(TensorInfo info) {
        return new ShapeFit(info.shape(), false, Set.of());
    }

    /**
     * A tensor as the models have it that are merged.
     *
     * @param models in their order; empty where one has it not
     * @param base the base, where the method looks at one and it has the tensor
     */
    public record Inputs(List<Optional<TensorInfo>> models, Optional<TensorInfo> base) {

        public Inputs {
            models = List.copyOf(models);
        }

        /** The types in the models that have it. */
        List<DType> types() {
            return models.stream().flatMap(Optional::stream).map(TensorInfo::dtype).toList();
        }

        private Stream<Shape> shapes() {
            return Stream.concat(models.stream().flatMap(Optional::stream), base.stream())
                    .map(TensorInfo::shape);
        }

        private boolean haveOneShape() {
            return shapes().distinct().count() <= 1;
        }

        private boolean areMatrices() {
            return shapes().allMatch(shape -> shape.rank() == 2);
        }

        private Shape common() {
            return Shape.of(least(0), least(1));
        }

        private long least(int dim) {
            return shapes().mapToLong(shape -> shape.dims().get(dim)).min().orElseThrow();
        }

        private Set<Integer> ofOtherShapes(Shape shape) {
            return IntStream.range(0, models.size())
                    .filter(
                            i ->
                                    models.get(i)
                                            .filter(there -> !there.shape().equals(shape))
                                            .isPresent())
                    .boxed()
                    .collect(Collectors.toSet());
        }
    }

    /**
     * Makes shapes fit as a rule says. What the rule does not mend is left as it is.
     *
     * @param info the tensor in the model that gives the merged one its tensors
     */
    public static ShapeFit of(ShapeRule rule, TensorInfo info, Inputs inputs) {
        if (rule == ShapeRule.ONE_SHAPE || inputs.haveOneShape()) {
            return asIs(info);
        }
        boolean embedding = VocabularyTensors.isNamedSo(info.name()) && inputs.areMatrices();
        return switch (rule) {
            case ONE_SHAPE -> asIs(info);
            case COMMON_PART ->
                    embedding ? new ShapeFit(inputs.common(), true, Set.of()) : asIs(info);
            case SHAPE_OF_THE_BASE ->
                    embedding
                            ? new ShapeFit(info.shape(), true, Set.of())
                            : new ShapeFit(info.shape(), false, inputs.ofOtherShapes(info.shape()));
        };
    }

    /** Whether a tensor of that shape can be merged, or is not merged at all. */
    public boolean allows(Shape theirs) {
        return theirs.equals(shape)
                || !leftOut.isEmpty()
                || (cut && coversAll(theirs.dims(), shape.dims()));
    }

    private static boolean coversAll(List<Long> theirs, List<Long> ours) {
        return theirs.get(0) >= ours.get(0) && theirs.get(1) >= ours.get(1);
    }

    /** An input in the merged tensor's shape. */
    public FloatTensor fitted(FloatTensor values) {
        return cut && !values.info().shape().equals(shape) ? values.cropped(shape) : values;
    }
}
