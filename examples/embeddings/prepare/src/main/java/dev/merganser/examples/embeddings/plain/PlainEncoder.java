package dev.merganser.examples.embeddings.plain;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Turns texts into vectors of length 1: the mean of the vectors of their tokens, at most 128. */
final class PlainEncoder implements AutoCloseable {

    private static final String MOST_TOKENS = "128";

    private final HuggingFaceTokenizer tokenizer;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    PlainEncoder(Path model, Path tokenizer) throws IOException, OrtException {
        this.tokenizer =
                HuggingFaceTokenizer.newInstance(
                        tokenizer, Map.of("truncation", "true", "maxLength", MOST_TOKENS));
        this.session = environment.createSession(model.toString(), new OrtSession.SessionOptions());
    }

    /** One vector per text. */
    double[][] vectors(List<String> texts) throws OrtException {
        double[][] vectors = new double[texts.size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = vector(tokenizer.encode(texts.get(i)).getIds());
        }
        return vectors;
    }

    /** Texts are fed one by one, so nothing is padded. */
    private double[] vector(long[] ids) throws OrtException {
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor tokens = OnnxTensor.createTensor(environment, new long[][] {ids});
                OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {ones});
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][ids.length]);
                OrtSession.Result result =
                        session.run(
                                Map.of(
                                        "input_ids", tokens,
                                        "attention_mask", mask,
                                        "token_type_ids", types))) {
            return normalizedSum(((OnnxTensor) result.get(0)).getFloatBuffer(), ids.length);
        }
    }

    private static double[] normalizedSum(FloatBuffer values, int tokens) {
        double[] sum = new double[values.remaining() / tokens];
        for (int i = 0; values.hasRemaining(); i++) {
            sum[i % sum.length] += values.get();
        }
        double length = Math.sqrt(product(sum, sum));
        for (int h = 0; h < sum.length; h++) {
            sum[h] /= length;
        }
        return sum;
    }

    static double product(double[] a, double[] b) {
        double sum = 0;
        for (int h = 0; h < a.length; h++) {
            sum += a[h] * b[h];
        }
        return sum;
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }
}
