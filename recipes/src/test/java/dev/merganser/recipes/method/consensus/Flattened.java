package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.method.TensorwiseMethod;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Task vectors of a model that tests cut into tensors on a base of zeros. */
final class Flattened {

    private Flattened() {}

    /**
     * What a method makes of task vectors that lie in tensors of these sizes, one after another.
     */
    static float[] merged(
            String method, Map<String, Argument> arguments, float[][] deltas, int... sizes) {
        ModelMethod whole = (ModelMethod) MergeMethods.named(method);
        List<MergeTensor> tensors = tensors(method, arguments, deltas, sizes);
        TensorwiseMethod each = whole.survey(tensors);
        float[] merged = new float[deltas[0].length];
        int from = 0;
        for (MergeTensor tensor : tensors) {
            int size = (int) tensor.elements();
            float[] part = ArrayMerge.read(TensorMerge.prepare(each, tensor), size, 1000);
            System.arraycopy(part, 0, merged, from, size);
            from += size;
        }
        return merged;
    }

    static List<MergeTensor> tensors(
            String method, Map<String, Argument> arguments, float[][] deltas, int... sizes) {
        List<MergeTensor> tensors = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            tensors.add(tensor(method, arguments, deltas, from, size));
            from += size;
        }
        return tensors;
    }

    private static MergeTensor tensor(
            String method, Map<String, Argument> arguments, float[][] deltas, int from, int size) {
        List<Map<String, Argument>> none = Collections.nCopies(deltas.length, Map.of());
        return MergeTensor.of(
                        new TensorInfo("from " + from, DType.F32, Shape.of(size)),
                        Arrays.stream(deltas)
                                .map(delta -> Arrays.copyOfRange(delta, from, from + size))
                                .map(ArrayMerge::source)
                                .toList(),
                        Arguments.resolve(MergeMethods.named(method).descriptor(), arguments, none))
                .withBase(ArrayMerge.source(new float[size]));
    }
}
