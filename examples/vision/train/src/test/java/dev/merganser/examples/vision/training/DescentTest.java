package dev.merganser.examples.vision.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.examples.vision.data.LabelledImages;
import dev.merganser.examples.vision.data.Shuffle;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.model.Weights;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class DescentTest {

    @Test
    void aQuadraticBowlIsDescendedToItsBottom() {
        float[] bottom = {1, -2, 3};

        float[] found =
                Descent.minimize(
                        new float[3],
                        new DescentSettings(400, 0.1, 0.05, 0, 100),
                        (values, step) ->
                                values.sub(values.getManager().create(bottom)).square().sum());

        for (int i = 0; i < bottom.length; i++) {
            assertThat(found[i]).isCloseTo(bottom[i], within(1e-3f));
        }
    }

    @Test
    void theLearningRateRisesThenFallsToZero() {
        var settings = new DescentSettings(100, 2, 0.1, 0, 1);

        assertThat(settings.rate(0)).isCloseTo(0.2, within(1e-12));
        assertThat(settings.rate(10)).isCloseTo(2, within(1e-12));
        assertThat(settings.rate(55)).isCloseTo(1, within(1e-12));
        assertThat(settings.rate(99)).isBetween(0.0, 0.001);
    }

    @Test
    void aLongGradientIsCutAndAShortOneKept() {
        float[] gradient = {3, 4};
        AdamW.clip(gradient, 10);
        assertThat(gradient).containsExactly(3, 4);

        AdamW.clip(gradient, 1);
        assertThat(gradient).containsExactly(0.6f, 0.8f);
    }

    @Test
    void fineTuningLearnsImagesThatDifferInBrightness() {
        var classifier = Classifier.of(Architecture.bundled());
        LabelledImages images = brightAndDark();
        var plan = new Plan(new DescentSettings(30, 2e-3, 0.1, 0, 1), 16, Augmentation.NONE, 1);
        var start = Weights.initial(Architecture.bundled().tensors(), Shuffle.generator(3));
        var head = Weights.initial(classifier.head(2), Shuffle.generator(4));

        Weights tuned = classifier.fineTune(start, head, images, plan);

        assertThat(classifier.measure(tuned, head, images).accuracy()).isEqualTo(1);
        assertThat(classifier.fineTune(start, head, images, plan).values())
                .isEqualTo(tuned.values());
    }

    private static LabelledImages brightAndDark() {
        byte[] pixels = new byte[32 * LabelledImages.PIXELS];
        int[] labels = new int[32];
        for (int i = 0; i < 32; i++) {
            labels[i] = i % 2;
            int from = i * LabelledImages.PIXELS;
            Arrays.fill(pixels, from, from + LabelledImages.PIXELS, (byte) (i + 150 * (i % 2)));
        }
        return LabelledImages.of(pixels, labels);
    }
}
