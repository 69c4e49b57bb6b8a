package dev.merganser.recipes.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The values of plans whose tensors have one element. */
final class PlanValues {

    private PlanValues() {}

    /** Those of the attention of each layer, in order. */
    static List<Float> attn(MergePlan plan) {
        return plan.tensors().stream()
                .map(TensorInfo::name)
                .filter(name -> name.endsWith(".attn.w"))
                .map(name -> value(plan, name))
                .toList();
    }

    static float value(MergePlan plan, String tensor) {
        assertThat(plan.info(tensor).orElseThrow().shape()).isEqualTo(Shape.of(1));
        float[] values = new float[1];
        plan.read(tensor, MemorySegment.ofArray(values));
        return values[0];
    }
}
