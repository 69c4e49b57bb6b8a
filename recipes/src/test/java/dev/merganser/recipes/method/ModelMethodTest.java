package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.taskvector.Sparsifier;
import dev.merganser.recipes.method.taskvector.Trim;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** The third shape of methods, by a stand-in: a trim of one task vector over the whole model. */
class ModelMethodTest {

    /** Keeps the half of a model's task vector that is largest over all tensors. */
    private static final class WholeModelTrim implements ModelMethod {

        @Override
        public MethodDescriptor descriptor() {
            return MethodDescriptor.of(
                    "whole_model_trim", "A stand-in", "none", BaseUse.REQUIRED, List.of());
        }

        @Override
        public boolean keepsEqualInputs(Arguments arguments) {
            return true;
        }

        @Override
        public TensorwiseMethod survey(List<MergeTensor> tensors) {
            long elements = tensors.stream().mapToLong(MergeTensor::elements).sum();
            Sparsifier trim =
                    Trim.keepingLargest(
                            elements / 2,
                            elements,
                            piece -> tensors.forEach(tensor -> tensor.forEachDelta(0, piece)));
            return new Trimmed(this, trim);
        }
    }

    private record Trimmed(WholeModelTrim method, Sparsifier trim) implements BlockMethod {

        @Override
        public MethodDescriptor descriptor() {
            return method.descriptor();
        }

        @Override
        public boolean keepsEqualInputs(Arguments arguments) {
            return true;
        }

        @Override
        public BlockKernel prepare(MergeTensor tensor) {
            return (block, merged) -> {
                block.subtractBase(0);
                trim.apply(block.from(), block.model(0), block.length());
                for (int i = 0; i < block.length(); i++) {
                    merged[i] = block.base()[i] + block.model(0)[i];
                }
            };
        }
    }

    @Test
    void whatASurveyFindsInAllTensorsDecidesInEach() {
        MergeTensor small = tensor("small", new float[] {1, 1, 1}, new float[] {2, 1.5f, 1});
        MergeTensor large = tensor("large", new float[] {0, 0, 0}, new float[] {5, -6, 7});
        TensorwiseMethod trimmed = new WholeModelTrim().survey(List.of(small, large));
        assertThat(merged(trimmed, small)).containsExactly(1, 1, 1);
        assertThat(merged(trimmed, large)).containsExactly(5, -6, 7);
    }

    private static float[] merged(TensorwiseMethod method, MergeTensor tensor) {
        return ArrayMerge.read(TensorMerge.prepare(method, tensor), 3, 2);
    }

    private static MergeTensor tensor(String name, float[] base, float[] model) {
        MethodDescriptor none = new WholeModelTrim().descriptor();
        Arguments arguments = Arguments.resolve(none, Map.of(), List.of(Map.of()));
        TensorInfo info = new TensorInfo(name, DType.F32, Shape.of(3));
        return MergeTensor.of(info, List.of(ArrayMerge.source(model)), arguments)
                .withBase(ArrayMerge.source(base));
    }
}
