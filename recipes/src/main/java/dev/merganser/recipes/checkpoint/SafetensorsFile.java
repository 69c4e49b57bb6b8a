package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A safetensors file being filled by several threads. Parts of tensors are written from a few
 * buffers that stay in the processor's cache: half the work of touching a mapping's pages.
 */
final class SafetensorsFile {
    private static final int PART_BYTES = 1 << 18;

    private final FileChannel channel;
    private final SafetensorsLayout layout;
    private final TensorSupplier supplier;
    private final Queue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    SafetensorsFile(FileChannel channel, SafetensorsLayout layout, TensorSupplier supplier) {
        this.channel = channel;
        this.layout = layout;
        this.supplier = supplier;
    }

    /** Writes all of the file; throws {@link UncheckedIOException} where the disk refuses. */
    void fill(Workers workers) {
        supplier.prepare(workers);
        write(ByteBuffer.wrap(layout.header()), 0);
        workers.forEach(layout.tensors().size(), i -> fill(i, workers));
    }

    private void fill(int tensor, Workers workers) {
        TensorInfo info = layout.tensors().get(tensor);
        Optional<TensorParts> parts = supplier.parts(info, workers);
        if (parts.isPresent()) {
            write(info, layout.fileOffset(tensor), parts.get(), workers);
        } else {
            fillMapped(info, layout.fileOffset(tensor));
        }
    }

    private void write(TensorInfo info, long offset, TensorParts parts, Workers workers) {
        long elements = info.shape().elements();
        int size = info.dtype().bytes();
        int most = PART_BYTES / size;
        workers.forEach(
                Math.toIntExact(Math.ceilDiv(elements, most)),
                part -> {
                    long from = (long) part * most;
                    int count = (int) Math.min(most, elements - from);
                    write(parts, from, count, size, offset);
                });
    }

    private void write(TensorParts parts, long from, int count, int size, long offset) {
        ByteBuffer buffer =
                Objects.requireNonNullElseGet(
                        idle.poll(), () -> ByteBuffer.allocateDirect(PART_BYTES));
        buffer.clear().limit(count * size);
        parts.write(from, count, MemorySegment.ofBuffer(buffer));
        write(buffer, offset + from * size);
        idle.add(buffer);
    }

    private void write(ByteBuffer bytes, long position) {
        try {
            for (long at = position; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fillMapped(TensorInfo info, long offset) {
        try (Arena arena = Arena.ofShared()) {
            supplier.write(info, channel.map(MapMode.READ_WRITE, offset, info.bytes(), arena));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InternalError e) {
            // what the JVM makes of a page of the mapping that the disk has no room for
            throw new UncheckedIOException(new IOException("Maybe the disk is full", e));
        }
    }
}
