package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.taskvector.Sparsifier;
import dev.merganser.recipes.method.taskvector.Trim;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The third shape of methods, by a stand-in: a trim of one task vector over the whole model. */
class ModelMethodTest {

    @ParameterizedTest
    @ValueSource(strings = {"emr", "opcm", "pcb", "tall_mask"})
    void tensorsOfOtherNumbersOfModelsAreRefused(String name) {
        refuses(
                name,
                "'model 1' for 'few' and 'model 1', 'model 2' for 'many'",
                List.of(tensor(name, "few", 1), tensor(name, "many", 2)));
    }

    /** Slices such as [a, b] and then [b, a] or [c, d]. */
    @ParameterizedTest
    @ValueSource(strings = {"emr", "opcm", "pcb", "tall_mask"})
    void tensorsOfOtherModelsAreRefused(String name) {
        refuses(
                name,
                "'a', 'b' for 'one' and 'b', 'a' for 'other'",
                List.of(
                        tensor(name, "one", 2).withModelNames(List.of("a", "b")),
                        tensor(name, "other", 2).withModelNames(List.of("b", "a"))));
    }

    private static void refuses(String name, String found, List<MergeTensor> tensors) {
        ModelMethod method = (ModelMethod) MergeMethods.named(name);
        List<ThrowingCallable> ways =
                List.of(() -> method.check(tensors), () -> method.survey(tensors));
        for (ThrowingCallable way : ways) {
            assertThatThrownBy(way)
                    .isInstanceOf(WrongUseException.class)
                    .hasMessage(
                            "Merge method '%s' needs the same models for all tensors; found %s."
                                    .formatted(name, found));
        }
    }

    /** Whose figures count the wrong model would merge other values than each half alone. */
    @ParameterizedTest
    @ValueSource(strings = {"fisher", "ties", "doge"})
    void figuresOfAModelCountAllItsTensorsAndNoOthers(String name) {
        MergeTensor ab = drawn(name, "one", 1).withModelNames(List.of("a", "b"));
        MergeTensor cd = drawn(name, "other", 100).withModelNames(List.of("c", "d"));
        MergeTensor ba = drawn(name, "third", 10).withModelNames(List.of("b", "a"));
        MergeTensor turned =
                ba.withModels(ba.models().reversed()).withModelNames(List.of("a", "b"));
        ModelMethod method = (ModelMethod) MergeMethods.named(name);
        assertThat(merged(method.survey(List.of(ab, cd)), ab))
                .containsExactly(merged(method.survey(List.of(ab)), ab));
        assertThat(merged(method.survey(List.of(ab, cd)), cd))
                .containsExactly(merged(method.survey(List.of(cd)), cd));
        if (!name.equals("fisher")) { // whose statistics would have to be turned too
            assertThat(merged(method.survey(List.of(ab, ba)), ab))
                    .containsExactly(merged(method.survey(List.of(ab, turned)), ab))
                    .isNotEqualTo(merged(method.survey(List.of(ab)), ab));
        }
    }

    /** Two models whose task vectors have elements of that size. */
    private static MergeTensor drawn(String method, String name, float size) {
        var random = new RandomTensors((long) size);
        ArrayMerge merge = ArrayMerge.of(method).named(name).shaped(4, 5);
        if (MergeMethods.named(method).descriptor().baseUse() == BaseUse.REQUIRED) {
            merge.base(new float[20]);
        }
        if (!method.equals("ties")) {
            return merge.model(random.normal(20, size)).model(random.normal(20, 2 * size)).tensor();
        }
        Map<String, Argument> half = Map.of("density", Argument.of(.5), "weight", Argument.of(1));
        return merge.model(half, random.normal(20, size))
                .model(half, random.normal(20, 2 * size))
                .with("trim", "model")
                .tensor();
    }

    @ParameterizedTest
    @MethodSource("modelMethods")
    void aModelWithoutElementsIsMerged(String name) {
        ModelMethod method = (ModelMethod) MergeMethods.named(name);
        ArrayMerge merge = ArrayMerge.of(name).named("layers.0.w").shaped(0, 3).base();
        merge.model().model();
        for (String parameter : List.of("task", "bottom", "top")) {
            if (method.descriptor().parameter(parameter).isPresent()) {
                merge.with(parameter, parameter.equals("task") ? 1 : 0);
            }
        }
        MergeTensor tensor = merge.tensor();
        method.check(List.of(tensor));
        assertThat(
                        ArrayMerge.read(
                                TensorMerge.prepare(method.survey(List.of(tensor)), tensor), 0, 1))
                .isEmpty();
    }

    static Stream<String> modelMethods() {
        return MergeMethods.all().stream()
                .filter(ModelMethod.class::isInstance)
                .map(method -> method.descriptor().name());
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
        int elements = (int) tensor.elements();
        return ArrayMerge.read(TensorMerge.prepare(method, tensor), elements, 2);
    }

    private static MergeTensor tensor(String name, float[] base, float[] model) {
        MethodDescriptor none = new WholeModelTrim().descriptor();
        Arguments arguments = Arguments.resolve(none, Map.of(), List.of(Map.of()));
        TensorInfo info = new TensorInfo(name, DType.F32, Shape.of(3));
        return MergeTensor.of(info, List.of(ArrayMerge.source(model)), arguments)
                .withBase(ArrayMerge.source(base));
    }
}
