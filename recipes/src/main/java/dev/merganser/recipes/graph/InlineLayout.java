package dev.merganser.recipes.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;

import dev.merganser.recipes.tensor.Tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of an ONNX file with all data inside, so laid out that the data can be written last and
 * in any order, without a message that holds them all. The bytes are those that protobuf writes:
 * fields in the order of their numbers (onnx.proto3: graph 7, initializer 5, raw_data 9).
 */
final class InlineLayout {

    private static final int LENGTH_DELIMITED = 2;
    private static final int GRAPH = 7;
    private static final int INITIALIZER = 5;
    private static final int RAW_DATA = 9;

    private final List<Initializer> initializers;
    private final List<byte[]> before = new ArrayList<>();
    private final byte[] head;
    private final byte[] tail;
    private final long bytes;

    InlineLayout(Graph graph) {
        this.initializers = graph.initializers();
        byte[] graphHead = GraphEncoder.graphBeforeInitializers(graph).toByteArray();
        byte[] graphTail = GraphEncoder.graphAfterInitializers(graph).toByteArray();
        long withData = 0;
        for (Initializer initializer : initializers) {
            before.add(beforeData(initializer.tensor()));
            withData += before.getLast().length + initializer.tensor().info().bytes();
        }
        this.head =
                joined(
                        GraphEncoder.modelBeforeGraph(graph).toByteArray(),
                        prefix(GRAPH, withData + graphHead.length + graphTail.length),
                        graphHead);
        this.tail = joined(graphTail, GraphEncoder.modelAfterGraph(graph).toByteArray());
        this.bytes = withData + head.length + tail.length;
    }

    /** All of an initializer but its data. */
    private static byte[] beforeData(Tensor tensor) {
        long data = tensor.info().bytes();
        byte[] described = GraphEncoder.described(tensor).build().toByteArray();
        byte[] raw = prefix(RAW_DATA, data);
        return joined(prefix(INITIALIZER, described.length + raw.length + data), described, raw);
    }

    private static byte[] prefix(int field, long length) {
        ByteString.Output out = ByteString.newOutput();
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        try {
            coded.writeTag(field, LENGTH_DELIMITED);
            coded.writeUInt64NoTag(length);
            coded.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Memory takes all bytes", e);
        }
        return out.toByteString().toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Size of the file. */
    long bytes() {
        return bytes;
    }

    /** Writes everything but the data, and says where the data go. */
    List<Slot> fill(MemorySegment file) {
        List<Slot> slots = new ArrayList<>();
        long at = put(file, 0, head);
        for (int i = 0; i < initializers.size(); i++) {
            at = put(file, at, before.get(i));
            long data = initializers.get(i).tensor().info().bytes();
            slots.add(new Slot(initializers.get(i), file.asSlice(at, data)));
            at += data;
        }
        put(file, at, tail);
        return slots;
    }

    private static long put(MemorySegment file, long at, byte[] part) {
        MemorySegment.copy(part, 0, file, ValueLayout.JAVA_BYTE, at, part.length);
        return at + part.length;
    }
}
