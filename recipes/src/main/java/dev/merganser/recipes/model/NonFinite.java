package dev.merganser.recipes.model;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.tensor.FloatTensor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** NaN and infinities in weights. Elements are counted from 0, row-major. */
public final class NonFinite {

    private static final int BLOCK = 1 << 14;
    private static final long PART = 1 << 22;

    private NonFinite() {}

    /** A run of a tensor's elements. */
    private record Part(FloatTensor tensor, long from, long count) {

        static Stream<Part> of(FloatTensor tensor) {
            long elements = tensor.info().shape().elements();
            return LongStream.iterate(0, from -> from < elements, from -> from + PART)
                    .mapToObj(from -> new Part(tensor, from, Math.min(PART, elements - from)));
        }

        Optional<Found> search() {
            float[] block = new float[(int) Math.min(BLOCK, count)];
            for (long at = from; at < from + count; at += BLOCK) {
                int length = (int) Math.min(BLOCK, from + count - at);
                if (!tensor.readChecked(at, block, length)) {
                    int found = firstIn(block);
                    return Optional.of(new Found(tensor.info().name(), at + found, block[found]));
                }
            }
            return Optional.empty();
        }

        long bytes() {
            return count * tensor.info().dtype().bytes();
        }
    }

    /** A value that is not finite. */
    private record Found(String tensor, long element, float value) {}

    /**
     * The first of each float tensor of a model, in the order of the file. Reads all weights, on
     * all cores.
     *
     * @param progress is told bytes as they have been looked at, from any thread
     */
    public static List<Finding> in(Source source, LongConsumer progress) {
        List<Part> parts =
                source.checkpoint().tensors().stream()
                        .filter(info -> info.dtype().isFloat())
                        .flatMap(info -> Part.of(source.checkpoint().values(info.name())))
                        .toList();
        List<Found> all =
                parts.parallelStream()
                        .flatMap(
                                part -> {
                                    Optional<Found> found = part.search();
                                    progress.accept(part.bytes());
                                    return found.stream();
                                })
                        .toList();
        Map<String, Found> first = new LinkedHashMap<>();
        all.forEach(found -> first.putIfAbsent(found.tensor(), found));
        return first.values().stream()
                .map(
                        found ->
                                Finding.badData(
                                        message(
                                                source,
                                                found.tensor(),
                                                found.value(),
                                                found.element())))
                .toList();
    }

    /** The values of an input; reading one that is not finite throws {@link BadDataException}. */
    public static FloatSource refusing(Source source, FloatTensor tensor) {
        return (from, into, count) -> {
            if (!tensor.readChecked(from, into, count)) {
                int at = firstIn(into);
                throw new BadDataException(
                        message(source, tensor.info().name(), into[at], from + at));
            }
        };
    }

    /** There is one. */
    private static int firstIn(float[] values) {
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
