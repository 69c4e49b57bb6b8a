package dev.merganser.recipes.method.taskvector;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The plain twin of TIES over a whole model: all flattened, sorted, over a base of zeros. */
final class PlainModelTies {
    private final double density;

    PlainModelTies(double density) {
        this.density = density;
    }

    /** The sums of those that agree, of each tensor. */
    List<float[]> merge(List<float[][]> tensors) {
        int models = tensors.getFirst().length;
        int size = tensors.stream().mapToInt(tensor -> tensor[0].length).sum();
        float[][] flat = new float[models][size];
        int at = 0;
        for (float[][] tensor : tensors) {
            for (int m = 0; m < models; m++) {
                System.arraycopy(tensor[m], 0, flat[m], at, tensor[m].length);
            }
            at += tensor[0].length;
        }
        for (float[] model : flat) {
            trim(model);
        }
        float[] merged = elect(flat);
        int[] from = {0};
        return tensors.stream()
                .map(tensor -> tensor[0].length)
                .map(n -> Arrays.copyOfRange(merged, from[0], from[0] += n))
                .toList();
    }

    private void trim(float[] model) {
        float[] magnitudes = new float[model.length];
        for (int i = 0; i < model.length; i++) {
            magnitudes[i] = Math.abs(model[i]);
        }
        Arrays.sort(magnitudes);
        float threshold = magnitudes[model.length - (int) (density * model.length) - 1];
        for (int i = 0; i < model.length; i++) {
            model[i] = Math.abs(model[i]) >= threshold ? model[i] : 0;
        }
    }

    private static float[] elect(float[][] models) {
        float[] signs = new float[models[0].length];
        float balance = 0;
        for (int i = 0; i < signs.length; i++) {
            int element = i;
            float sum = Stream.of(models).map(model -> model[element]).reduce(0f, Float::sum);
            signs[i] = Math.signum(sum);
            balance += signs[i];
        }
        float[] merged = new float[signs.length];
        for (int i = 0; i < merged.length; i++) {
            float sign = signs[i] == 0 ? Math.signum(balance) : signs[i];
            for (float[] model : models) {
                merged[i] += Math.signum(model[i]) == sign ? model[i] : 0;
            }
        }
        return merged;
    }
}
