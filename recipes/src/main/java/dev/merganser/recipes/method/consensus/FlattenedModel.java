package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MergeTensor.Stretch;
import dev.merganser.recipes.method.ModelMethod;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All tensors of a merge as one long vector for each model, read from their files block by block
 * and never held. The order of the tensors has no part in what is found.
 */
final class FlattenedModel {
    private static final long STRETCH = 1 << 21;

    private final String method;
    private final List<MergeTensor> tensors;

    /**
     * @param method name for messages
     * @param tensors one at least, all of the same models
     * @throws WrongUseException where they are not
     */
    FlattenedModel(String method, List<MergeTensor> tensors) {
        this.method = method;
        this.tensors = List.copyOf(tensors);
        ModelMethod.requireSameModels(method, tensors);
    }

    List<MergeTensor> tensors() {
        return tensors;
    }

    int models() {
        return tensors.getFirst().models().size();
    }

    long elements() {
        return tensors.stream().mapToLong(MergeTensor::elements).sum();
    }

    /**
     * The value of a parameter that decides something about the whole model.
     *
     * @throws WrongUseException where tensors have different ones
     */
    <T> T same(String parameter, Function<Arguments, T> value) {
        return same(method, tensors, parameter, value);
    }

    /** As above, of any tensors. */
    static <T> T same(
            String method,
            List<MergeTensor> tensors,
            String parameter,
            Function<Arguments, T> value) {
        T first = value.apply(tensors.getFirst().arguments());
        for (MergeTensor tensor : tensors) {
            T other = value.apply(tensor.arguments());
            if (!other.equals(first)) {
                throw new WrongUseException(
                        "Parameter '%s' of %s must be one value for the whole model; found %s for '%s' and %s for '%s'."
                                .formatted(
                                        parameter,
                                        method,
                                        shown(first),
                                        tensors.getFirst().name(),
                                        shown(other),
                                        tensor.name()));
            }
        }
        return first;
    }

    private static String shown(Object value) {
        return value instanceof Double number
                ? Argument.of(number.doubleValue()).shown()
                : "'" + value + "'";
    }

    /** Reads everything once, in stretches of at most 2²¹ elements that threads share. */
    void forEachStretch(Consumer<Stretch> reader) {
        for (MergeTensor tensor : tensors) {
            tensor.overStretches(
                    STRETCH,
                    stretch -> {
                        reader.accept(stretch);
                        return stretch.end();
                    });
        }
    }

    /** Reads a stretch as blocks of task vectors. */
    static void forEachDelta(Stretch stretch, Consumer<Block> reader) {
        stretch.forEachBlock(
                block -> {
                    Deltas.take(block);
                    reader.accept(block);
                });
    }
}
