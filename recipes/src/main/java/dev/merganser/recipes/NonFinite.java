package dev.merganser.recipes;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.tensor.FloatBits;
import dev.merganser.recipes.tensor.FloatTensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** NaN and infinities in weights. Elements are counted from 0, row-major. */
final class NonFinite {

    private static final int INFINITE = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    private static final int BLOCK = 1 << 14;

    private NonFinite() {}

    /** The first of each float tensor of a model. */
    static List<Finding> in(Source source) {
        List<Finding> findings = new ArrayList<>();
        for (var info : source.checkpoint().tensors()) {
            if (info.dtype().isFloat()) {
                in(source, source.checkpoint().values(info.name())).ifPresent(findings::add);
            }
        }
        return findings;
    }

    private static Optional<Finding> in(Source source, FloatTensor tensor) {
        long elements = tensor.info().shape().elements();
        float[] block = new float[(int) Math.min(BLOCK, elements)];
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            tensor.read(from, block, count);
            int at = firstIn(block, count);
            if (at < count) {
                return Optional.of(
                        Finding.badData(
                                message(source, tensor.info().name(), block[at], from + at)));
            }
        }
        return Optional.empty();
    }

    /** The values of an input; reading one that is not finite throws {@link BadDataException}. */
    static FloatSource refusing(AlignedTensor.Input input) {
        FloatTensor tensor = input.values();
        return (from, into, count) -> {
            tensor.read(from, into, count);
            int at = firstIn(into, count);
            if (at < count) {
                throw new BadDataException(
                        message(input.source(), tensor.info().name(), into[at], from + at));
            }
        };
    }

    private static int firstIn(float[] values, int count) {
        if (FloatBits.largest(values, 0, count) < INFINITE) {
            return count;
        }
        int at = 0;
        while (Float.isFinite(values[at])) {
            at++;
        }
        return at;
    }

    private static String message(Source source, String tensor, float value, long element) {
        return "Tensor '%s' of %s must hold finite numbers, found %s at element %d."
                .formatted(tensor, source, value, element);
    }
}
