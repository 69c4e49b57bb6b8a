package dev.merganser.recipes.lora;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.lora.AdapterKey.Part;
import dev.merganser.recipes.tensor.Tensor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tensors of an adapter, by module and part.
 *
 * @param checkpoint the open file, which the owner of this closes
 * @param modules parts of the modules that have a low-rank update, in the order of the file
 * @param full tensors in place of the base's, by name
 */
record AdapterFile(
        Checkpoint checkpoint, Map<String, Map<Part, Tensor>> modules, Map<String, Tensor> full) {

    static final String WEIGHTS = "adapter_model.safetensors";

    private static final String PICKLE = "adapter_model.bin";

    /** Opens the weights in an adapter's folder. */
    static AdapterFile open(Path folder) {
        Path weights = folder.resolve(WEIGHTS);
        if (!Files.isRegularFile(weights)) {
            String hint =
                    Files.exists(folder.resolve(PICKLE))
                            ? " It has the pickle " + PICKLE + ". Maybe save it with PEFT again."
                            : "";
            throw new WrongUseException(
                    "A LoRA adapter must be a folder with %s; %s has none.%s"
                            .formatted(WEIGHTS, folder, hint));
        }
        Checkpoint checkpoint = Checkpoints.open(weights);
        boolean sorted = false;
        try {
            AdapterFile file = sorted(checkpoint);
            sorted = true;
            return file;
        } finally {
            if (!sorted) {
                checkpoint.close();
            }
        }
    }

    private static AdapterFile sorted(Checkpoint checkpoint) {
        var file = new AdapterFile(checkpoint, new LinkedHashMap<>(), new LinkedHashMap<>());
        Set<String> adapters = new TreeSet<>();
        for (var info : checkpoint.tensors()) {
            AdapterKey key = AdapterKey.of(info.name());
            key.adapter().ifPresent(adapters::add);
            file.add(key, checkpoint.tensor(info.name()));
        }
        if (adapters.size() > 1) {
            throw new BadDataException(
                    "%s must hold one adapter, found %s."
                            .formatted(
                                    checkpoint.path(), Quoted.line(String.join(", ", adapters))));
        }
        return file;
    }

    private void add(AdapterKey key, Tensor tensor) {
        if (key.part() == Part.UNKNOWN) {
            throw unknown(tensor);
        }
        if (!tensor.dtype().isFloat()) {
            throw new BadDataException(
                    "Tensor %s of %s must be of a float type, found %s."
                            .formatted(Quoted.text(tensor.name()), path(), tensor.dtype()));
        }
        Optional<Tensor> before =
                key.part() == Part.FULL
                        ? Optional.ofNullable(full.put(key.module(), tensor))
                        : Optional.ofNullable(parts(key.module()).put(key.part(), tensor));
        before.ifPresent(
                other -> {
                    throw new BadDataException(
                            "%s must state each tensor once, but %s and %s mean the same."
                                    .formatted(
                                            path(),
                                            Quoted.text(other.name()),
                                            Quoted.text(tensor.name())));
                });
    }

    private Map<Part, Tensor> parts(String module) {
        return modules.computeIfAbsent(module, _ -> new EnumMap<>(Part.class));
    }

    private BadDataException unknown(Tensor tensor) {
        return new BadDataException(
                "%s must hold LoRA factors A and B and full tensors only, found %s.%s"
                        .formatted(
                                path(),
                                Quoted.text(tensor.name()),
                                tensor.name().contains("lora_magnitude_vector")
                                        ? " That is DoRA, which is not supported."
                                        : ""));
    }

    /** The file of the weights, for messages. */
    Path path() {
        return checkpoint.path();
    }
}
