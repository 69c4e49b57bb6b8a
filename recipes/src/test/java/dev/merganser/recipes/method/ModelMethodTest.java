package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.taskvector.Sparsifier;
import dev.merganser.recipes.method.taskvector.Trim;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/** The third shape of methods, by a stand-in: a trim of one task vector over the whole model. */
class ModelMethodTest {

    @ParameterizedTest
    @ValueSource(strings = {"doge", "emr", "fisher", "opcm", "pcb", "tall_mask", "consensus"})
    void tensorsOfOtherNumbersOfModelsAreRefused(String name) {
        ModelMethod method = (ModelMethod) MergeMethods.named(name);
        List<MergeTensor> tensors = List.of(tensor(name, "few", 1), tensor(name, "many", 2));
        assertThatThrownBy(() -> method.survey(tensors))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Merge method '%s' needs the same models for all tensors; found 1 for 'few' and 2 for 'many'."
                                .formatted(name));
    }

    private static MergeTensor tensor(String method, String name, int models) {
        ArrayMerge merge = ArrayMerge.of(method).named(name).shaped(2, 2).base(0, 0, 0, 0);
        for (int m = 0; m < models; m++) {
            merge.model(1, m, 2, 3);
        }
        boolean ofTask = MergeMethods.named(method).descriptor().parameter("task").isPresent();
        return (ofTask ? merge.with("task", 1) : merge).tensor();
    }

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
