package dev.merganser.recipes.graph;

import ai.onnx.proto.OnnxMl.ModelProto;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes graphs as {@code .onnx} files: whole or not at all, with the same bytes for equal graphs.
 */
public final class GraphWriter {
    private static final long LARGEST = Integer.MAX_VALUE;

    private GraphWriter() {}

    /** The bytes of an ONNX file with all data inside. */
    public static byte[] encode(Graph graph) {
        return inlineModel(graph).toByteArray();
    }

    /** The bytes that {@link #encode(Graph)} gives for a graph with other data. */
    public static byte[] encode(Graph graph, Filling filling) {
        var layout = new InlineLayout(graph);
        byte[] bytes = new byte[Math.toIntExact(layout.bytes())];
        filling.fill(layout.fill(MemorySegment.ofArray(bytes)));
        return bytes;
    }

    /**
     * The bytes of an ONNX file in which some inputs are initializers without data: as if their
     * data were in another file, which need not exist where who loads the graph brings the data.
     *
     * @param graph its other initializers have their data inside
     * @param outside inputs of the graph by name, with their types
     */
    public static byte[] encodeWithoutData(Graph graph, List<TensorInfo> outside) {
        Set<String> names = outside.stream().map(TensorInfo::name).collect(Collectors.toSet());
        List<ValueInfo> inputs =
                graph.inputs().stream().filter(input -> !names.contains(input.name())).toList();
        ModelProto.Builder model = inlineModel(graph.withInputs(inputs)).toBuilder();
        outside.forEach(
                info -> model.getGraphBuilder().addInitializer(GraphEncoder.withoutData(info)));
        return model.build().toByteArray();
    }

    /** Writes one file with all data inside, over whatever was there, forced to the disk. */
    public static void write(Graph graph, Path out) {
        write(inlineModel(graph), out, true);
    }

    /** Writes the data of initializers to where they go in a file. */
    @FunctionalInterface
    public interface Filling {

        /** Fills all slots, in any order and from any threads, before it returns. */
        void fill(List<Slot> slots);
    }

    /**
     * Writes a graph with other data for its initializers, which need not be in memory together:
     * one file, or where they need 2 GB and more two files as {@link #writeWithExternalData}. The
     * bytes are those that {@link #encode} gives for a graph with these data.
     *
     * @param force whether the files must survive a power failure once this returns
     * @return the files in the order in which they may be moved elsewhere together
     */
    public static List<Path> write(Graph graph, Path out, boolean force, Filling filling) {
        var layout = new InlineLayout(graph);
        if (layout.bytes() > LARGEST) {
            return writeWithExternalData(graph, out, force, filling);
        }
        WholeFile.writeMapped(out, layout.bytes(), force, file -> filling.fill(layout.fill(file)));
        return List.of(out);
    }

    /**
     * Writes a file and, beside it as {@code <file>.data}, the data of its initializers of 1 KiB
     * and more, of any size. The data comes first, so that the model never refers to data that is
     * not there; a model that was there before is replaced in two steps.
     *
     * @return the two files
     */
    public static List<Path> writeWithExternalData(Graph graph, Path out) {
        return writeWithExternalData(graph, out, true, GraphWriter::copy);
    }

    private static void copy(List<Slot> slots) {
        slots.forEach(slot -> slot.out().copyFrom(slot.initializer().tensor().data()));
    }

    /** As the other, with other data for the initializers. */
    static List<Path> writeWithExternalData(Graph graph, Path out, boolean force, Filling filling) {
        String location = out.getFileName() + ".data";
        Path data = out.resolveSibling(location);
        var layout = new ExternalLayout(location, graph.initializers());
        WholeFile.writeMapped(
                data,
                layout.bytes(),
                force,
                file -> filling.fill(layout.slots(file, graph.initializers())));
        Graph small = graph.withInitializers(filledSmall(graph, layout, filling));
        write(new GraphEncoder(layout::encode).model(small), out, force);
        return List.of(data, out);
    }

    /** The initializers, those that are no external data with what they are filled with. */
    private static List<Initializer> filledSmall(
            Graph graph, ExternalLayout layout, Filling filling) {
        List<Slot> slots =
                graph.initializers().stream()
                        .filter(initializer -> !layout.isExternal(initializer))
                        .map(i -> new Slot(i, Arena.ofAuto().allocate(i.tensor().info().bytes())))
                        .toList();
        filling.fill(slots);
        Map<String, Initializer> filled = new HashMap<>();
        slots.forEach(
                slot ->
                        filled.put(
                                slot.initializer().name(),
                                new Initializer(
                                        new Tensor(
                                                slot.initializer().tensor().info(), slot.out()))));
        return graph.initializers().stream()
                .map(initializer -> filled.getOrDefault(initializer.name(), initializer))
                .toList();
    }

    private static void write(ModelProto model, Path out, boolean force) {
        WholeFile.write(
                out,
                force,
                channel -> {
                    OutputStream stream = Channels.newOutputStream(channel);
                    model.writeTo(stream);
                    stream.flush();
                });
    }

    private static ModelProto inlineModel(Graph graph) {
        long bytes = 0;
        for (Initializer initializer : graph.initializers()) {
            bytes += initializer.tensor().info().bytes();
        }
        if (bytes > LARGEST) {
            throw new WrongUseException(
                    "Graph '%s' must have less than 2 GB of weights to be one file, found %d bytes"
                            .formatted(graph.name(), bytes));
        }
        return new GraphEncoder(GraphEncoder::inline).model(graph);
    }
}
