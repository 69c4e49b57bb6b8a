package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a checkpoint, mapped and open until closed. Views into the mappings serve small
 * tensors and all that looks at bytes here and there; large ones are read by position, which spares
 * a merge the faults of touching each page once and of unmapping it.
 */
final class InputFiles implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final List<Input> inputs = new ArrayList<>();

    private record Input(FileChannel channel, MemorySegment bytes) {

        /** Where the data begins in this file; empty where it is elsewhere. */
        Optional<Long> position(MemorySegment data) {
            long position = data.address() - bytes.address();
            return position >= 0 && position + data.byteSize() <= bytes.byteSize()
                    ? Optional.of(position)
                    : Optional.empty();
        }
    }

    /** Where other mappings of the same life belong. */
    Arena arena() {
        return arena;
    }

    /** Maps all of a file, whatever its size; throws {@link BadDataException} where it cannot. */
    MemorySegment map(Path file) {
        try {
            FileChannel channel = FileChannel.open(file);
            inputs.add(new Input(channel, MemorySegment.NULL)); // so that it is closed
            MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            inputs.set(inputs.size() - 1, new Input(channel, bytes));
            return bytes;
        } catch (IOException e) {
            throw new BadDataException(
                    "%s must be readable: %s".formatted(file, DiskWords.of(file, e)), e);
        }
    }

    /** The values of a float tensor whose data is a view of these files. */
    FloatTensor values(Tensor tensor) {
        if (tensor.info().bytes() < ReadAhead.PAYS_FROM) {
            return FloatTensor.of(tensor);
        }
        return inputs.stream()
                .flatMap(
                        input ->
                                input.position(tensor.data()).stream()
                                        .map(at -> new ReadAhead(tensor, input.channel(), at)))
                .findFirst()
                .<FloatTensor>map(values -> values)
                .orElseGet(() -> FloatTensor.of(tensor));
    }

    @Override
    public void close() {
        if (!arena.scope().isAlive()) {
            return;
        }
        arena.close();
        for (Input input : inputs) {
            try {
                input.channel().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
