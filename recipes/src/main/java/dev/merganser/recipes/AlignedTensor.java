package dev.merganser.recipes;

import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One tensor in all models of a merge. Safe for use by many threads. */
final class AlignedTensor {

    private final Tensor like;
    private final double position;
    private final List<Input> models;
    private final Optional<Input> base;
    private volatile Equality equality = Equality.UNKNOWN;

    /** The tensor in one model. */
    record Input(Source source, Tensor tensor) {}

    private enum Equality {
        UNKNOWN,
        EQUAL,
        DIFFERENT
    }

    /**
     * @param like the tensor that gives the merged one its type and shape
     * @param position where its layer stands, from 0 to 1
     */
    AlignedTensor(Tensor like, double position, List<Input> models, Optional<Input> base) {
        this.like = like;
        this.position = position;
        this.models = List.copyOf(models);
        this.base = base;
    }

    TensorInfo info() {
        return like.info();
    }

    /** The tensor that is copied where nothing is merged. */
    Tensor like() {
        return like;
    }

    double position() {
        return position;
    }

    /** Decoded values of the models; {@code checked} ones refuse what is not finite. */
    List<FloatSource> models(boolean checked) {
        List<FloatSource> sources = new ArrayList<>();
        for (Input input : models) {
            sources.add(values(input, checked));
        }
        return sources;
    }

    Optional<FloatSource> base(boolean checked) {
        return base.map(input -> values(input, checked));
    }

    private static FloatSource values(Input input, boolean checked) {
        Tensor tensor = input.tensor();
        return checked
                ? NonFinite.refusing(input.source(), tensor)
                : (from, into, count) ->
                        Floats.decode(tensor.dtype(), tensor.data(), from, into, 0, count);
    }

    /** The first input, the base if there is one. */
    Input first() {
        return base.orElseGet(models::getFirst);
    }

    /** Whether all inputs have the same type and bytes; looked at once. */
    boolean inputsAreEqual() {
        if (equality == Equality.UNKNOWN) {
            Tensor first = first().tensor();
            boolean equal = inputs().allMatch(input -> input.tensor().equals(first));
            equality = equal ? Equality.EQUAL : Equality.DIFFERENT;
        }
        return equality == Equality.EQUAL;
    }

    private Stream<Input> inputs() {
        return Stream.concat(base.stream(), models.stream());
    }
}
