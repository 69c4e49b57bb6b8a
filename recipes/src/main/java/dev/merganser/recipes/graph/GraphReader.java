package dev.merganser.recipes.graph;

import ai.onnx.proto.OnnxMl.ModelProto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.MappedFile;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code .onnx} files. The data of initializers stays in the file's mapping, or in that of
 * the external data files, which must be in the model's folder. Model-local functions, sparse
 * tensors, texts and sequences are refused; notes for people ({@code doc_string}), quantization and
 * training information are dropped. Damaged content is a {@link BadDataException}.
 */
public final class GraphReader {

    private GraphReader() {}

    /** A graph whose mappings stay until nothing refers to its tensors any more. */
    public static Graph read(Path file) {
        return read(file, Arena.ofAuto());
    }

    /**
     * A graph whose tensors are valid until {@code arena} closes, which must allow use by all
     * threads that will read them.
     */
    public static Graph read(Path file, Arena arena) {
        return readWithFiles(file, arena).graph();
    }

    /** The file and the external data files that a model consists of. */
    public static List<Path> files(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            return readWithFiles(file, arena).files();
        }
    }

    private record Read(Graph graph, List<Path> files) {}

    private static Read readWithFiles(Path file, Arena arena) {
        if (!Files.isRegularFile(file)) {
            throw new WrongUseException("Graph %s must be an existing file".formatted(file));
        }
        var external = new ExternalData(file, arena);
        var decoder = new GraphDecoder(file, new TensorDecoder(file, external));
        Graph graph = decoder.model(parse(file, MappedFile.map(file, arena)));
        var files = new ArrayList<>(List.of(file));
        files.addAll(external.files());
        return new Read(graph, List.copyOf(files));
    }

    /** A graph from the bytes of an ONNX file without external data. */
    public static Graph decode(byte[] onnx) {
        Path nowhere = Path.of("memory");
        var external = new ExternalData(nowhere, Arena.ofAuto());
        var decoder = new GraphDecoder(nowhere, new TensorDecoder(nowhere, external));
        return decoder.model(parse(nowhere, MemorySegment.ofArray(onnx.clone())));
    }

    private static ModelProto parse(Path file, MemorySegment bytes) {
        if (bytes.byteSize() > Integer.MAX_VALUE) {
            throw new BadDataException(
                    ("%s must be smaller than 2 GB, found %d bytes."
                                    + " Maybe save it with external data.")
                            .formatted(file, bytes.byteSize()));
        }
        try {
            ByteBuffer buffer = bytes.asByteBuffer().asReadOnlyBuffer();
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(buffer).newCodedInput();
            in.enableAliasing(true); // raw data stays a view of the mapping
            return ModelProto.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new BadDataException(
                    "%s must be a whole ONNX file: %s"
                            .formatted(file, Quoted.line(String.valueOf(e.getMessage()))),
                    e);
        } catch (IOException e) {
            throw new BadDataException(
                    "%s must be readable: %s".formatted(file, DiskWords.of(file, e)), e);
        }
    }
}
