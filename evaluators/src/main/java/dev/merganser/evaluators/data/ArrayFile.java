package dev.merganser.evaluators.data;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Files of arrays: {@code .npy} with one, {@code .npz} and {@code .safetensors} with several. */
final class ArrayFile {

    private ArrayFile() {}

    /** Reads the array of a {@code .npy} file, plain or gzipped. */
    static NumberArray read(Path file) {
        if (!DataFile.ending(file).equals("npy")) {
            throw new WrongUseException(
                    "%s: values and labels without 'file' must be .npy files. Maybe give {file: %s, values: NAME, labels: NAME}."
                            .formatted(file, file.getFileName()));
        }
        return DataFile.read(file, in -> NpyReader.read(in, file.toString()));
    }

    /** Reads one array of several by its name. */
    static NumberArray read(Path file, String name) {
        return switch (DataFile.ending(file)) {
            case "npz" -> zipped(file, name);
            case "safetensors" -> tensor(file, name);
            default ->
                    throw new WrongUseException(
                            file
                                    + ": 'file' must be a .npz or .safetensors file where 'values' names an array.");
        };
    }

    private static NumberArray tensor(Path file, String name) {
        DataFile.requireFile(file);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            if (checkpoint.info(name).isEmpty()) {
                throw missing(
                        file, name, checkpoint.tensors().stream().map(TensorInfo::name).toList());
            }
            Tensor tensor = checkpoint.tensor(name);
            return new NumberArray(place(file, name), tensor.dtype(), tensor.shape(), copy(tensor));
        }
    }

    private static MemorySegment copy(Tensor tensor) {
        if (tensor.data().byteSize() > Integer.MAX_VALUE - 8) {
            throw new BadDataException(
                    "tensor %s must hold less than 2 GB, but its shape is %s."
                            .formatted(Quoted.text(tensor.name()), tensor.shape()));
        }
        return MemorySegment.ofArray(tensor.data().toArray(ValueLayout.JAVA_BYTE));
    }

    private static NumberArray zipped(Path file, String name) {
        DataFile.requireFile(file);
        try (var zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(name + ".npy");
            if (entry == null) {
                throw missing(file, name, names(zip));
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return NpyReader.read(in, place(file, name));
            }
        } catch (ZipException e) {
            throw new BadDataException(
                    "%s: must be a zip file of NumPy arrays (%s)."
                            .formatted(file, Quoted.line(String.valueOf(e.getMessage()))),
                    e);
        } catch (IOException e) {
            throw new BadDataException(
                    "%s: cannot be read to its end (%s). Maybe the download was cut short."
                            .formatted(file, Quoted.line(String.valueOf(e.getMessage()))),
                    e);
        }
    }

    private static List<String> names(ZipFile zip) {
        return zip.stream()
                .map(ZipEntry::getName)
                .map(entry -> entry.replaceFirst("\\.npy$", ""))
                .toList();
    }

    private static String place(Path file, String name) {
        return "%s, array %s".formatted(file, Quoted.text(name));
    }

    private static WrongUseException missing(Path file, String name, Collection<String> known) {
        return new WrongUseException(
                "%s: has no array %s.%s It has: %s"
                        .formatted(
                                file,
                                Quoted.text(name),
                                Suggestions.didYouMean(name, known),
                                Quoted.line(String.join(", ", known))));
    }
}
