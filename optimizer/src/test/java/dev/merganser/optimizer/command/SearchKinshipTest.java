package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Search files whose experts are related to the base, or not. */
class SearchKinshipTest {

    private static final RandomGenerator RANDOM =
            RandomGeneratorFactory.of("L64X128MixRandom").create(5);

    @TempDir private Path temp;

    @Test
    void anExpertOfAnotherBaseIsWarnedOf() {
        SmallFamily family = SmallFamily.in(temp);
        stranger(temp.resolve("stranger.safetensors"));
        Path search =
                family.searchWith(
                        "strange.yml",
                        Bundled.FAMILY + "/experts/fashion.safetensors",
                        temp.resolve("stranger.safetensors").toString());
        Program check = Program.run("check", search);
        assertThat(check.code()).isZero();
        assertThat(check.out())
                .contains("warning: 'fashion' does not seem to share the base of 'base'")
                .doesNotContain("'digits' does not seem", "'doodles' does not seem");
    }

    @Test
    void relatedExpertsAreNotSpokenOf() {
        Program check = Program.run("check", SmallFamily.in(temp).search());
        assertThat(check.code()).isZero();
        assertThat(check.out()).doesNotContain("does not seem to share");
    }

    /** A model with the tensors of the base and noise in them. */
    private static void stranger(Path file) {
        try (var base = Checkpoints.open(Bundled.FAMILY.resolve("base.safetensors"))) {
            SafetensorsWriter.write(file, Map.of(), base.tensors(), SearchKinshipTest::noise);
        }
    }

    private static void noise(TensorInfo info, MemorySegment out) {
        float[] values = new float[(int) info.shape().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.05 * RANDOM.nextGaussian());
        }
        Floats.encode(info.dtype(), values, 0, values.length, out, 0);
    }
}
