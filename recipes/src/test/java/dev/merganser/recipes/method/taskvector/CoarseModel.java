package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.parallel.Team;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * A whole model through a method that trims and elects, beside a plain twin: three tensors of
 * coarse values, so that many are equal and many sums are 0.
 */
final class CoarseModel {

    private CoarseModel() {}

    /**
     * Merges three such models by a method, on one thread and on three, and by its twin.
     *
     * @param arguments of the method
     * @param same compares a tensor of the method with that of the twin
     */
    static void merge(
            String method,
            Map<String, Argument> arguments,
            PlainModelTies twin,
            BiConsumer<float[], float[]> same) {
        var resolved =
                Arguments.resolve(
                        MergeMethods.named(method).descriptor(),
                        arguments,
                        List.of(Map.of(), Map.of(), Map.of()));
        for (float bias : new float[] {-.6f, .6f}) {
            List<float[][]> tensors =
                    IntStream.of(1, 207, 4098).mapToObj(size -> coarse(size, bias)).toList();
            List<float[]> want = twin.merge(tensors);
            for (int threads : new int[] {1, 3}) {
                List<float[]> got = merged(method, resolved, tensors, threads);
                for (int i = 0; i < want.size(); i++) {
                    same.accept(got.get(i), want.get(i));
                }
            }
        }
    }

    private static float[][] coarse(int size, float bias) {
        float[][] models = new float[3][];
        for (int m = 0; m < models.length; m++) {
            models[m] = new RandomTensors(size + m).normal(size, 3);
            for (int i = 0; i < size; i++) {
                models[m][i] = Math.round(models[m][i] + bias);
            }
        }
        return models;
    }

    private static List<float[]> merged(
            String method, Arguments arguments, List<float[][]> tensors, int threads) {
        List<float[]> merged = new ArrayList<>();
        Team.run(
                threads,
                workers ->
                        merged.addAll(
                                merged(
                                        method,
                                        tensors.stream()
                                                .map(models -> tensor(models, arguments))
                                                .map(each -> each.withWorkers(workers))
                                                .toList())));
        return merged;
    }

    private static List<float[]> merged(String method, List<MergeTensor> tensors) {
        var surveyed = ((ModelMethod) MergeMethods.named(method)).survey(tensors);
        return tensors.stream()
                .map(
                        tensor ->
                                ArrayMerge.read(
                                        TensorMerge.prepare(surveyed, tensor),
                                        (int) tensor.elements(),
                                        100))
                .toList();
    }

    private static MergeTensor tensor(float[][] models, Arguments arguments) {
        int size = models[0].length;
        return MergeTensor.of(
                        new TensorInfo("w" + size, DType.F32, Shape.of(size)),
                        Arrays.stream(models).map(ArrayMerge::source).toList(),
                        arguments)
                .withBase(ArrayMerge.source(new float[size]));
    }
}
