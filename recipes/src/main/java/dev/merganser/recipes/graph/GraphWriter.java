package dev.merganser.recipes.graph;

import ai.onnx.proto.OnnxMl.ModelProto;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.WholeFile;

import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;

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

    /** Writes one file with all data inside, over whatever was there, forced to the disk. */
    public static void write(Graph graph, Path out) {
        write(inlineModel(graph), out);
    }

    /**
     * Writes a file and, beside it as {@code <file>.data}, the data of its initializers of 1 KiB
     * and more, of any size. The data comes first, so that the model never refers to data that is
     * not there; a model that was there before is replaced in two steps.
     *
     * @return the two files
     */
    public static List<Path> writeWithExternalData(Graph graph, Path out) {
        String location = out.getFileName() + ".data";
        Path data = out.resolveSibling(location);
        var layout = new ExternalLayout(location, graph.initializers());
        WholeFile.writeMapped(
                data, layout.bytes(), true, file -> layout.fill(file, graph.initializers()));
        write(new GraphEncoder(layout::encode).model(graph), out);
        return List.of(data, out);
    }

    private static void write(ModelProto model, Path out) {
        WholeFile.write(
                out,
                true,
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
