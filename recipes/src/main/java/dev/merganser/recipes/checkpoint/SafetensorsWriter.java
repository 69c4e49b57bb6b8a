package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.recipes.parallel.Team;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes safetensors files: streamed, so that no tensor needs to be on the heap, and whole or not
 * at all. The bytes depend on the arguments only, not on threads.
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
     *     that is more than 1, which share the parts of a tensor; what it throws ends the writing
     *     and is thrown on
     * @throws BadDataException where the disk is full or refuses
     */
    public static void write(
            Path out,
            Map<String, String> metadata,
            List<TensorInfo> tensors,
            TensorSupplier supplier,
            WriteSettings settings) {
        var layout = SafetensorsLayout.of(metadata, tensors);
        WholeFile.writeSized(
                out,
                layout.fileBytes(),
                settings.force(),
                channel -> fill(new SafetensorsFile(channel, layout, supplier), settings));
    }

    /**
     * Writes a Hugging Face folder: {@code model.safetensors}, or shards with an index where the
     * tensors need more than {@code shardBytes}. The index comes last, so that a folder that was
     * cut off in between does not look whole.
     *
     * @param folder must exist
     * @param shardBytes largest data of a shard, except of one tensor that is larger by itself
     * @return the files written, in the order of writing
     */
    public static List<Path> writeFolder(
            Path folder,
            Map<String, String> metadata,
            List<TensorInfo> tensors,
            TensorSupplier supplier,
            long shardBytes,
            WriteSettings settings) {
        ShardPlan plan = ShardPlan.of(tensors, shardBytes);
        List<Path> files = new ArrayList<>();
        plan.shards()
                .forEach(
                        (name, shard) -> {
                            files.add(folder.resolve(name));
                            write(files.getLast(), metadata, shard, supplier, settings);
                        });
        if (plan.shards().size() > 1) {
            files.add(folder.resolve(CheckpointFolder.INDEX));
            WholeFile.write(files.getLast(), plan.index());
        }
        return List.copyOf(files);
    }

    private static void fill(SafetensorsFile file, WriteSettings settings) throws IOException {
        try {
            Team.run(settings.threads(), file::fill);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
