package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes safetensors files: streamed through a mapping of the output, so that no tensor needs to be
 * on the heap, and whole or not at all. The bytes depend on the arguments only, not on threads.
 */
public final class SafetensorsWriter {

    private SafetensorsWriter() {}

    /** As the other {@code write}, with one thread, forced to the disk. */
    public static void write(
            Path out,
            Map<String, String> metadata,
            List<TensorInfo> tensors,
            TensorSupplier supplier) {
        write(out, metadata, tensors, supplier, WriteSettings.STANDARD);
    }

    /**
     * Writes one file over whatever was there. Tensors with larger elements come first, so that all
     * are aligned; otherwise their order is kept.
     *
     * @param tensors what to write; names must be distinct
     * @param supplier is asked for each tensor once, from {@code threads} threads at once where
     *     that is more than 1; what it throws ends the writing and is thrown on
     * @throws BadDataException where the disk is full or refuses
     */
    public static void write(
            Path out,
            Map<String, String> metadata,
            List<TensorInfo> tensors,
            TensorSupplier supplier,
            WriteSettings settings) {
        var layout = SafetensorsLayout.of(metadata, tensors);
        WholeFile.write(
                out, settings.force(), channel -> fill(out, channel, layout, supplier, settings));
    }

    private static void fill(
            Path out,
            FileChannel channel,
            SafetensorsLayout layout,
            TensorSupplier supplier,
            WriteSettings settings)
            throws IOException {
        checkSpace(out, layout.fileBytes());
        try (Arena arena = Arena.ofShared()) {
            var file = channel.map(MapMode.READ_WRITE, 0, layout.fileBytes(), arena);
            MemorySegment.copy(
                    MemorySegment.ofArray(layout.header()), 0, file, 0, layout.header().length);
            ParallelTasks.run(
                    layout.tensors().size(),
                    settings.threads(),
                    i -> supply(supplier, layout, i, file));
        } catch (InternalError e) {
            // what the JVM makes of a page of the mapping that the disk has no room for
            throw new BadDataException(
                    "%s cannot be written: %s. Maybe the disk is full.".formatted(out, e), e);
        }
    }

    private static void supply(
            TensorSupplier supplier, SafetensorsLayout layout, int i, MemorySegment file) {
        TensorInfo info = layout.tensors().get(i);
        supplier.write(info, file.asSlice(layout.fileOffset(i), info.bytes()));
    }

    private static void checkSpace(Path out, long needed) throws IOException {
        Path folder = out.toAbsolutePath().getParent();
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < needed) {
            throw new BadDataException(
                    "%s needs %d bytes, but its disk has %d free".formatted(out, needed, free));
        }
    }
}
