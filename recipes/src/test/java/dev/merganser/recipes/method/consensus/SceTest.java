package dev.merganser.recipes.method.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.method.WorkedExamples;
import dev.merganser.recipes.method.torch.TorchTypes;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class SceTest {
    private static final TorchTypes FLOAT32 =
            TorchTypes.of(Optional.empty(), List.of(DType.F32), Optional.empty());

    @Test
    void givesTheWorkedExampleOfBothSemantics() {
        assertThat(half().with("semantics", "mergekit").merged())
                .satisfies(merged -> isNear(merged, "sce_mergekit_k50"));
        assertThat(half().with("semantics", "fusechat").merged())
                .satisfies(merged -> isNear(merged, "sce_fuseai_k50"));
    }

    private static ArrayMerge half() {
        return WorkedExamples.merge("sce").with("select_topk", .5);
    }

    private static void isNear(float[] merged, String name) {
        assertThat(WorkedExamples.delta(merged))
                .containsExactly(WorkedExamples.expected(name), within(1e-6));
    }

    @Test
    void withAllElementsSelectedBothSemanticsAgree() {
        float[] merged = WorkedExamples.merge("sce").merged();
        assertThat(WorkedExamples.merge("sce").with("semantics", "fusechat").merged())
                .isEqualTo(merged);
        assertThat(WorkedExamples.delta(merged)[5]).isCloseTo((27 * 3 + 22) / 49.0, within(1e-6));
    }

    @Test
    void whereNothingIsSelectedTheBaseStays() {
        ArrayMerge agreeing = ArrayMerge.of("sce").base(1, 1, 1).model(2, 2, 2).model(2, 2, 2);
        assertThat(agreeing.with("select_topk", .9).merged()).containsExactly(1, 1, 1);
        ArrayMerge differing = ArrayMerge.of("sce").base(1, 1, 1).model(2, 1, 1).model(1, 3, 1);
        assertThat(differing.with("select_topk", .4).merged()).containsExactly(1, 1, 1);
        assertThat(differing.with("select_topk", .5).merged()).containsExactly(1, 3, 1);
    }

    @Test
    void weightsOfTinyTaskVectorsAreTheirSquaresToo() {
        float[] merged =
                ArrayMerge.of("sce")
                        .base(0, 0)
                        .model(3e-20f, 3e-20f)
                        .model(1e-20f, 1e-20f)
                        .merged();
        assertThat(merged[0]).isCloseTo(2.8e-20f, within(1e-26f));
    }

    @Test
    void mergekitsWeightsOfTinyTaskVectorsAreEven() {
        MergeTensor tensor =
                ArrayMerge.of("sce").base(0, 0).model(3e-4f, 3e-4f).model(1e-4f, 1e-4f).tensor();
        float[] merged = merged(tensor);
        assertThat(merged[0]).isCloseTo(2e-4f, within(1e-10f));
    }

    private static float[] merged(MergeTensor tensor) {
        TensorMerge merge = TensorMerge.prepare(new Sce().inTorch(FLOAT32), tensor);
        return ArrayMerge.read(merge, 2, 2);
    }

    @Test
    void mergekitsShapeOfNothingSelectedIsRefused() {
        MergeTensor tensor =
                ArrayMerge.of("sce")
                        .base(1, 1)
                        .model(2, 2)
                        .model(2, 2)
                        .with("select_topk", .5)
                        .tensor();
        assertThatThrownBy(() -> merged(tensor))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("'select_topk'")
                .hasMessageContaining("another shape");
    }

    @Test
    void fusechatsSemanticsAreNotMergekitsToChange() {
        MergeTensor tensor =
                ArrayMerge.of("sce")
                        .base(0, 0)
                        .model(3e-4f, 3e-4f)
                        .model(1e-4f, 1e-4f)
                        .with("semantics", "fusechat")
                        .tensor();
        assertThat(merged(tensor)[0]).isCloseTo(2.8e-4f, within(1e-10f));
    }

    @Test
    void textsOtherThanTheTwoSemanticsAreRefused() {
        assertThat(new Sce().descriptor().parameter("semantics").orElseThrow())
                .satisfies(spec -> assertThat(spec.complaint(Argument.of("fuseai"))).isPresent());
    }
}
