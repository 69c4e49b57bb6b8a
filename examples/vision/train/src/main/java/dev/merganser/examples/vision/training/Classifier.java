package dev.merganser.examples.vision.training;

import static dev.merganser.examples.vision.data.LabelledImages.PIXELS;
import static dev.merganser.examples.vision.data.LabelledImages.SIDE;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;

import dev.merganser.examples.vision.data.LabelledImages;
import dev.merganser.examples.vision.model.Architecture;
import dev.merganser.examples.vision.model.VisionTransformer;
import dev.merganser.examples.vision.model.Weights;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.random.RandomGenerator;

/** A backbone with a linear head: how both are trained, apart or together, and measured. */
public final class Classifier {

    private static final int MEASURED_AT_ONCE = 500;

    private final Architecture architecture;
    private final VisionTransformer backbone;

    private Classifier(Architecture architecture) {
        this.architecture = architecture;
        this.backbone = VisionTransformer.of(architecture);
    }

    public static Classifier of(Architecture architecture) {
        return new Classifier(architecture);
    }

    /** The tensors of a head: {@code weight [classes, hidden]} and {@code bias [classes]}. */
    public List<TensorInfo> head(int classes) {
        return List.of(
                new TensorInfo(
                        "weight",
                        DType.F32,
                        dev.merganser.recipes.tensor.Shape.of(classes, architecture.hidden())),
                new TensorInfo("bias", DType.F32, dev.merganser.recipes.tensor.Shape.of(classes)));
    }

    /** Trains a new backbone together with a head that is thrown away. */
    public Weights pretrain(LabelledImages images, int classes, Plan plan, RandomGenerator random) {
        float[] body = Weights.initial(architecture.tensors(), random).values();
        float[] head = Weights.initial(head(classes), random).values();
        var batches = plan.batches(images);
        float[] trained =
                Descent.minimize(
                        concat(body, head),
                        plan.descent(),
                        (values, step) -> {
                            NDList parts = values.split(new long[] {body.length});
                            var batch = batches.next(values.getManager());
                            NDArray features = backbone.features(parts.get(0), batch.images());
                            return loss(features, parts.get(1), classes, batch.labels());
                        });
        return Weights.of(architecture.tensors(), java.util.Arrays.copyOf(trained, body.length));
    }

    /** Trains the backbone under a head that stays as it is. */
    public Weights fineTune(Weights body, Weights head, LabelledImages images, Plan plan) {
        int classes = classes(head);
        var batches = plan.batches(images);
        float[] trained =
                Descent.minimize(
                        body.values(),
                        plan.descent(),
                        (values, step) -> {
                            var batch = batches.next(values.getManager());
                            NDArray features = backbone.features(values, batch.images());
                            NDArray frozen = values.getManager().create(head.values());
                            return loss(features, frozen, classes, batch.labels());
                        });
        return Weights.of(architecture.tensors(), trained);
    }

    /** Trains a head, from zero and on all images at once, over a backbone that stays as it is. */
    public Weights probe(
            Weights body, LabelledImages images, int classes, DescentSettings descent) {
        float[] features = features(body, images);
        int[] labels = labels(images);
        float[] start = new float[classes * (architecture.hidden() + 1)];
        float[] trained =
                Descent.minimize(
                        start,
                        descent,
                        (values, step) -> {
                            NDManager manager = values.getManager();
                            var shape = new Shape(images.count(), architecture.hidden());
                            NDArray all = manager.create(features, shape);
                            return loss(all, values, classes, manager.create(labels));
                        });
        return Weights.of(head(classes), trained);
    }

    /** Features {@code [count, hidden]} of all images. */
    public float[] features(Weights body, LabelledImages images) {
        int width = architecture.hidden();
        float[] features = new float[images.count() * width];
        for (int from = 0; from < images.count(); from += MEASURED_AT_ONCE) {
            int count = Math.min(MEASURED_AT_ONCE, images.count() - from);
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray input = pixels(images.range(from, count), manager);
                float[] part =
                        backbone.features(manager.create(body.values()), input).toFloatArray();
                System.arraycopy(part, 0, features, from * width, part.length);
            }
        }
        return features;
    }

    /** Accuracy and mean negative log-likelihood over all images. */
    public Measured measure(Weights body, Weights head, LabelledImages images) {
        float[] features = features(body, images);
        int classes = classes(head);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray all =
                    manager.create(features, new Shape(images.count(), architecture.hidden()));
            NDArray logits = logits(all, manager.create(head.values()), classes);
            long[] guesses = logits.argMax(-1).toLongArray();
            int right = 0;
            for (int i = 0; i < guesses.length; i++) {
                right += guesses[i] == images.label(i) ? 1 : 0;
            }
            double nll = cross(logits, manager.create(labels(images))).getFloat();
            return new Measured(right / (double) images.count(), nll);
        }
    }

    private static NDArray loss(NDArray features, NDArray head, int classes, NDArray labels) {
        return cross(logits(features, head, classes), labels);
    }

    static NDArray cross(NDArray logits, NDArray labels) {
        return Loss.softmaxCrossEntropyLoss().evaluate(new NDList(labels), new NDList(logits));
    }

    static NDArray logits(NDArray features, NDArray head, int classes) {
        long hidden = features.getShape().get(1);
        NDList parts = head.split(new long[] {classes * hidden});
        NDArray weight = parts.get(0).reshape(classes, hidden);
        return Linear.linear(features, weight, parts.get(1)).singletonOrThrow();
    }

    static NDArray pixels(LabelledImages images, NDManager manager) {
        float[] pixels = new float[images.count() * PIXELS];
        for (int i = 0; i < images.count(); i++) {
            images.copyTo(i, pixels, i * PIXELS);
        }
        return manager.create(pixels, new Shape(images.count(), SIDE, SIDE));
    }

    private static int[] labels(LabelledImages images) {
        return java.util.stream.IntStream.range(0, images.count()).map(images::label).toArray();
    }

    static int classes(Weights head) {
        return Math.toIntExact(head.tensors().getLast().shape().elements());
    }

    private static float[] concat(float[] a, float[] b) {
        float[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
