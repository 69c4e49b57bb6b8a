package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.ModelRoom;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.ByteCount;
import dev.merganser.recipes.file.Unfinished;
import dev.merganser.recipes.output.MergeOutput;
import dev.merganser.recipes.output.MergeWriter;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Carries plans out into folders that last as long as somebody works with them, and together take
 * at most so many bytes: others wait. What a killed process left is removed by the next one that
 * uses the same place. Safe for use by many threads.
 */
final class MergedFolders {

    private static final String NAME = "merganser-model";
    private static final long MILLIS_BETWEEN_LOOKS = 100;

    private final ModelRoom room;
    private long used;

    MergedFolders(ModelRoom room) {
        this.room = room;
    }

    /** A merged model on the disk, and folders beside it. */
    record Place(Path folder) {

        /** The merged model's folder. */
        Path model() {
            return folder.resolve("model");
        }

        /** A new empty folder. */
        Path scratch(String name) {
            Path scratch = folder.resolve(name);
            try {
                return Files.createDirectory(scratch);
            } catch (IOException e) {
                throw new BadDataException(
                        "%s cannot be made: %s".formatted(scratch, DiskWords.of(scratch, e)), e);
            }
        }
    }

    /** Refuses a disk budget that holds not one model. */
    void requireRoom(MergePlan plan) {
        if (bytes(plan) > room.bytes()) {
            throw new WrongUseException(
                    "disk must hold one merged model, %s, but is %s."
                            .formatted(ByteCount.text(bytes(plan)), ByteCount.text(room.bytes())));
        }
    }

    /**
     * Works with a merged model, which is gone afterwards, whatever happens. Waits for room.
     *
     * @throws CancellationException where it is cancelled while it waits
     */
    <T> T with(MergePlan plan, BooleanSupplier cancelled, Function<Place, T> work) {
        requireRoom(plan);
        take(bytes(plan), cancelled);
        try {
            return inFolder(
                    room.folder(),
                    place -> {
                        MergeWriter.write(plan, place.model(), MergeOutput.STANDARD);
                        return work.apply(place);
                    });
        } finally {
            give(bytes(plan));
        }
    }

    /** Works with a folder that is empty at first and gone afterwards. */
    static <T> T inFolder(Path parent, Function<Place, T> work) {
        try (Unfinished folder = Unfinished.at(parent.resolve(NAME))) {
            return work.apply(new Place(folder.folder()));
        }
    }

    private static long bytes(MergePlan plan) {
        return plan.tensors().stream().mapToLong(TensorInfo::bytes).sum();
    }

    private synchronized void take(long bytes, BooleanSupplier cancelled) {
        try {
            while (bytes > room.bytes() - used) {
                wait(MILLIS_BETWEEN_LOOKS);
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("No room was waited for");
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Waiting for room was interrupted");
        }
        used += bytes;
    }

    private synchronized void give(long bytes) {
        used -= bytes;
        notifyAll();
    }
}
