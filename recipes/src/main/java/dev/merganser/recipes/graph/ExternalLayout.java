package dev.merganser.recipes.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;

import dev.merganser.recipes.tensor.Tensor;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where the large initializers of a graph go in its external data file: in their order, each at a
 * page, so that ONNX Runtime can map it.
 */
final class ExternalLayout {
    private static final long PAGE = 4096;
    private static final long SMALLEST = 1024;

    private final String location;
    private final Map<String, Long> offsets = new LinkedHashMap<>();
    private long end;

    /** Places the initializers of {@code graph} in a file called {@code location}. */
    ExternalLayout(String location, List<Initializer> initializers) {
        this.location = location;
        initializers.stream()
                .map(Initializer::tensor)
                .filter(tensor -> tensor.data().byteSize() >= SMALLEST)
                .forEach(this::place);
    }

    private void place(Tensor tensor) {
        long offset = Math.ceilDiv(end, PAGE) * PAGE;
        offsets.put(tensor.name(), offset);
        end = offset + tensor.data().byteSize();
    }

    /** Size of the external data file. */
    long bytes() {
        return end;
    }

    /** Whether an initializer's data go into the external file. */
    boolean isExternal(Initializer initializer) {
        return offsets.containsKey(initializer.name());
    }

    /** Says where the external data go. */
    List<Slot> slots(MemorySegment file, List<Initializer> initializers) {
        return initializers.stream()
                .filter(this::isExternal)
                .map(initializer -> slot(file, initializer))
                .toList();
    }

    private Slot slot(MemorySegment file, Initializer initializer) {
        long offset = Objects.requireNonNull(offsets.get(initializer.name()));
        return new Slot(initializer, file.asSlice(offset, initializer.tensor().info().bytes()));
    }

    /** A tensor with a reference to its data, or with its data where that is small. */
    TensorProto encode(Tensor tensor) {
        Long offset = offsets.get(tensor.name());
        if (offset == null) {
            return GraphEncoder.inline(tensor);
        }
        return GraphEncoder.described(tensor)
                .setDataLocation(DataLocation.EXTERNAL)
                .addExternalData(GraphEncoder.entry("location", location))
                .addExternalData(GraphEncoder.entry("offset", Long.toString(offset)))
                .addExternalData(
                        GraphEncoder.entry("length", Long.toString(tensor.data().byteSize())))
                .build();
    }
}
