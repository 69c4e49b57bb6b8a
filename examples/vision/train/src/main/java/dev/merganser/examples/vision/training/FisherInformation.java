package dev.merganser.examples.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import dev.merganser.examples.vision.data.LabelledImages;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.model.VisionTransformer;
import dev.merganser.examples.vision.model.Weights;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The diagonal of the Fisher information of a backbone under its frozen head (Matena and Raffel,
 * arXiv:2111.09832): the mean over images x of Σ_y p(y|x) (∇ log p(y|x))², image by image, with the
 * model's own predictions p. Labels are not looked at. Of each image the likeliest classes count,
 * those that make up 99 % of the probability: each takes a backward pass of its own.
 */
public final class FisherInformation {

    private static final double COVERED = 0.99;

    private final VisionTransformer backbone;
    private final Weights body;
    private final Weights head;

    private FisherInformation(VisionTransformer backbone, Weights body, Weights head) {
        this.backbone = backbone;
        this.body = body;
        this.head = head;
    }

    /** That of each value of the backbone, in the order of its tensors. */
    public static Weights of(
            Architecture architecture, Weights body, Weights head, LabelledImages images) {
        var information = new FisherInformation(VisionTransformer.of(architecture), body, head);
        double[] sums = new double[architecture.parameters()];
        for (int i = 0; i < images.count(); i++) {
            information.add(images.range(i, 1), sums);
        }
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) (sums[i] / images.count());
        }
        return Weights.of(architecture.tensors(), means);
    }

    private void add(LabelledImages image, double[] sums) {
        float[] probabilities = probabilities(image);
        double covered = 0;
        for (int label : likeliestFirst(probabilities)) {
            if (covered < COVERED) {
                addSquares(gradient(image, label), probabilities[label], sums);
                covered += probabilities[label];
            }
        }
    }

    private static List<Integer> likeliestFirst(float[] probabilities) {
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(label -> -probabilities[label]))
                .toList();
    }

    private static void addSquares(float[] gradient, double factor, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += factor * gradient[i] * gradient[i];
        }
    }

    private float[] probabilities(LabelledImages image) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return logits(manager.create(body.values()), image).softmax(-1).toFloatArray();
        }
    }

    private float[] gradient(LabelledImages image, int label) {
        return Descent.gradient(
                body.values(),
                (values, _) ->
                        Classifier.cross(
                                logits(values, image),
                                values.getManager().create(new int[] {label})),
                0);
    }

    private NDArray logits(NDArray values, LabelledImages image) {
        NDManager manager = values.getManager();
        NDArray features = backbone.features(values, Classifier.pixels(image, manager));
        return Classifier.logits(features, manager.create(head.values()), Classifier.classes(head));
    }
}
