package dev.merganser.examples.vision.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.examples.vision.data.LabelledImages;
import dev.merganser.examples.vision.data.Shuffle;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.model.Weights;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    private static final int CLASSES = 3;
    private static final float STEP = 1e-2f;

    private final Architecture architecture = Architecture.bundled();
    private final Classifier classifier = Classifier.of(architecture);
    private final Weights body = Weights.initial(architecture.tensors(), Shuffle.generator(1));
    private final Weights head = Weights.initial(classifier.head(CLASSES), Shuffle.generator(2));

    @Test
    void fisherInformationIsTheExpectedSquareOfDifferencesOfTheLogLikelihood() {
        float[] found = FisherInformation.of(architecture, body, head, image(0)).values();
        for (int element : new int[] {5, 20_000, 60_000, found.length - 1}) {
            double expected = 0;
            for (int label = 0; label < CLASSES; label++) {
                double slope = (nll(element, STEP, label) - nll(element, -STEP, label)) / 2 / STEP;
                expected += Math.exp(-nll(element, 0, label)) * slope * slope;
            }
            assertThat((double) found[element]).isCloseTo(expected, Percentage.withPercentage(3));
        }
    }

    @Test
    void theGramMatrixOfPatchesIsTheirSecondMoment() {
        LabelledImages image = image(0);
        float[] pixels = new float[LabelledImages.PIXELS];
        image.copyTo(0, pixels, 0);
        double sum = 0;
        for (int patch = 0; patch < architecture.tokens(); patch++) {
            int corner = patch / 4 * 7 * 28 + patch % 4 * 7;
            sum += scaled(pixels[corner + 1]) * scaled(pixels[corner + 29]);
        }
        float[] triangle = GramMatrices.of(architecture, body, image).tensor("patch");
        // row 1 of the triangle begins after the 49 of row 0; pixels 1 and 8 of a patch
        assertThat((double) triangle[49 + 7]).isCloseTo(sum / architecture.tokens(), within(1e-5));
    }

    private static double scaled(float pixel) {
        return (pixel - Architecture.PIXEL_MEAN) / Architecture.PIXEL_SPREAD;
    }

    private double nll(int element, float step, int label) {
        float[] values = body.values();
        values[element] += step;
        Weights moved = Weights.of(architecture.tensors(), values);
        return classifier.measure(moved, head, image(label)).nll();
    }

    private static LabelledImages image(int label) {
        byte[] pixels = new byte[LabelledImages.PIXELS];
        Shuffle.generator(3).nextBytes(pixels);
        return LabelledImages.of(pixels, new int[] {label});
    }
}
