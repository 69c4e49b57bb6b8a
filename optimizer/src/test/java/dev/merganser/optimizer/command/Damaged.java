package dev.merganser.optimizer.command;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.checkpoint.WriteSettings;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Copies of checkpoints with something wrong. */
final class Damaged {

    private static final short HALF_NAN = 0x7e00;
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED;

    private Damaged() {}

    /** The last bytes are missing. */
    static Path truncated(Path source, Path target, int missing) {
        try {
            byte[] bytes = Files.readAllBytes(source);
            return Files.write(target, Arrays.copyOf(bytes, bytes.length - missing));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path without(Path source, Path target, String tensor) {
        return rewritten(
                source,
                target,
                infos -> infos.stream().filter(info -> !info.name().equals(tensor)).toList(),
                (_, _) -> {});
    }

    /** The same numbers in another shape. */
    static Path reshaped(Path source, Path target, String tensor, Shape shape) {
        return rewritten(
                source,
                target,
                infos ->
                        infos.stream()
                                .map(
                                        info ->
                                                info.name().equals(tensor)
                                                        ? new TensorInfo(
                                                                tensor, info.dtype(), shape)
                                                        : info)
                                .toList(),
                (_, _) -> {});
    }

    /** One more tensor, of zeros. */
    static Path withExtra(Path source, Path target, TensorInfo extra) {
        return rewritten(
                source,
                target,
                infos -> {
                    List<TensorInfo> more = new ArrayList<>(infos);
                    more.add(extra);
                    return more;
                },
                (_, _) -> {});
    }

    /** An F16 checkpoint in which one element is NaN. */
    static Path withNan(Path source, Path target, String tensor, long element) {
        return rewritten(
                source,
                target,
                infos -> infos,
                (info, data) -> {
                    if (info.name().equals(tensor)) {
                        data.setAtIndex(HALF, element, HALF_NAN);
                    }
                });
    }

    /** An F16 checkpoint that computes the same, with the hidden units of an MLP in reverse. */
    static Path withUnitsReversed(Path source, Path target, String mlp) {
        return rewritten(
                source,
                target,
                infos -> infos,
                (info, data) -> {
                    long last = info.shape().dims().getLast();
                    if (info.name().startsWith(mlp + ".up.")) {
                        long row = info.shape().rank() == 1 ? 1 : last;
                        reverse(data, info.shape().elements(), row);
                    } else if (info.name().equals(mlp + ".down.weight")) {
                        for (long at = 0; at < info.shape().elements(); at += last) {
                            reverse(data.asSlice(at * Short.BYTES), last, 1);
                        }
                    }
                });
    }

    /** Reverses runs of elements. */
    private static void reverse(MemorySegment data, long elements, long run) {
        for (long i = 0; i < elements / run / 2; i++) {
            for (long j = 0; j < run; j++) {
                long one = i * run + j;
                long other = elements - (i + 1) * run + j;
                short kept = data.getAtIndex(HALF, one);
                data.setAtIndex(HALF, one, data.getAtIndex(HALF, other));
                data.setAtIndex(HALF, other, kept);
            }
        }
    }

    private static Path rewritten(
            Path source,
            Path target,
            UnaryOperator<List<TensorInfo>> tensors,
            BiConsumer<TensorInfo, MemorySegment> change) {
        try (Checkpoint checkpoint = Checkpoints.open(source)) {
            SafetensorsWriter.write(
                    target,
                    Map.of(),
                    tensors.apply(checkpoint.tensors()),
                    (info, data) -> {
                        if (checkpoint.info(info.name()).isPresent()) {
                            data.copyFrom(checkpoint.tensor(info.name()).data());
                        }
                        change.accept(info, data);
                    },
                    new WriteSettings(1, false));
            return target;
        }
    }
}
