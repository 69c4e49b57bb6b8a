package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.tensor.Tensor;

import tools.jackson.databind.JsonNode;

import java.lang.foreign.ValueLayout;

/**
 * The masks that a peer drew for a golden case. Where the case says with which probabilities, those
 * that are asked for must be the same.
 *
 * @param golden the case
 * @param file what the peer wrote
 * @param deltas task vectors
 */
record RecordedMasks(JsonNode golden, Checkpoint file, Deltas deltas) implements MaskSource {

    /** Gives the task vector of a tensor of a model. */
    @FunctionalInterface
    interface Deltas {
        float[] of(String model, String base, String tensor);
    }

    @Override
    public Mask mask(String tensor, int model, Densities densities) {
        assertProbabilities(tensor, model, densities);
        Tensor mask = recorded("mask", tensor, model);
        return (from, kept, count) -> {
            for (int i = 0; i < count; i++) {
                kept[i] = mask.data().get(ValueLayout.JAVA_BYTE, from + i) != 0;
            }
        };
    }

    /** Those of zeros depend on the order in which a sort leaves them. */
    private void assertProbabilities(String tensor, int model, Densities densities) {
        if (!golden.get("outputs").has(name("prob", tensor, model))) {
            return;
        }
        Tensor wanted = recorded("prob", tensor, model);
        float[] delta =
                deltas.of(
                        golden.get("models").get(model).asString(),
                        golden.get("base").asString(),
                        tensor);
        float[] asked = new float[delta.length];
        densities.read(0, asked, asked.length);
        for (int i = 0; i < delta.length; i++) {
            if (delta[i] != 0) {
                float want =
                        wanted.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) i * Float.BYTES);
                assertThat(asked[i]).as("%s %d", tensor, i).isCloseTo(want, within(1e-7f));
            }
        }
    }

    private Tensor recorded(String kind, String tensor, int model) {
        return file.tensor(golden.get("outputs").get(name(kind, tensor, model)).asString());
    }

    private String name(String kind, String tensor, int model) {
        return "%s/%s/%s".formatted(kind, golden.get("models").get(model).asString(), tensor);
    }
}
