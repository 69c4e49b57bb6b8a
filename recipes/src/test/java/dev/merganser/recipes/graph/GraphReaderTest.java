package dev.merganser.recipes.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import com.google.protobuf.ByteString;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class GraphReaderTest {
    private static final long SEED = 5;

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void typedFieldsGiveTheSameBytesAsRawOnes(DType dtype) {
        var proto = typed(dtype);
        var one = Arrays.copyOf(new byte[] {1}, dtype.bytes());
        assertThat(read(proto).data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(one);
    }

    private static TensorProto.Builder typed(DType dtype) {
        var proto = tensor("w", ElementTypes.toOnnx(dtype)).addDims(1);
        return switch (dtype) {
            case F32 -> proto.addFloatData(Float.intBitsToFloat(1));
            case F64 -> proto.addDoubleData(Double.longBitsToDouble(1));
            case I64 -> proto.addInt64Data(1);
            case U64, U32 -> proto.addUint64Data(1);
            case F16, BF16, I32, I16, I8, U16, U8, BOOL -> proto.addInt32Data(1);
        };
    }

    @Test
    void tensorsThatDoNotFitThemselvesAreRefused() {
        var floats = tensor("w", DataType.FLOAT);
        assertRefused(floats.clone().addDims(2).setRawData(bytes(4)), "of F32 [2] needs 8 bytes");
        assertRefused(
                floats.clone().addDims(2).addFloatData(1), "needs 8 bytes, but its data has 4");
        assertRefused(floats.clone().addDims(-1), "dimensions from 0; found -1");
        assertRefused(
                floats.clone().addDims(1L << 40).addDims(1L << 40), "is larger than any file");
        assertRefused(
                floats.clone().addDims(1).addFloatData(1).setRawData(bytes(4)), "in one place");
        assertRefused(floats.clone().addDims(1).addInt32Data(1), "data of another type");
        assertRefused(
                floats.clone().setSegment(TensorProto.Segment.newBuilder().setBegin(1)), "segment");
        assertRefused(tensor("w", DataType.STRING), "found STRING");
        assertRefused(tensor("w", DataType.INT4), "found INT4");
        assertRefused(tensor("w", DataType.FLOAT).setDataType(99), "found number 99");
        assertRefused(tensor("w", DataType.UINT8).addDims(1).addInt32Data(256), "found 256");
        assertRefused(tensor("w", DataType.BOOL).addDims(1).addInt32Data(2), "found 2");
        assertRefused(tensor("w", DataType.UINT32).addDims(1).addUint64Data(-1), "found -1");
    }

    @Test
    void whatRecordsCannotHoldIsRefused() {
        assertRefused(ModelProto.newBuilder(), "holds no graph");
        assertRefused(model().addFunctions(FunctionProto.newBuilder().setName("f")), "defines 'f'");
        assertRefused(
                with(graph -> graph.addSparseInitializer(SparseTensorProto.newBuilder())),
                "sparse");
        assertRefused(
                with(
                        graph ->
                                graph.addInput(
                                        ValueInfoProto.newBuilder().setName("s").setType(text()))),
                "value 's' must be a tensor");
        assertRefused(
                attribute(
                        AttributeProto.newBuilder()
                                .setType(AttributeProto.AttributeType.TYPE_PROTO)),
                "TYPE_PROTO");
        assertRefused(
                attribute(
                        AttributeProto.newBuilder()
                                .setType(AttributeProto.AttributeType.STRING)
                                .setS(ByteString.copyFrom(new byte[] {(byte) 0xff}))),
                "UTF-8");
        assertRefused(attribute(AttributeProto.newBuilder().setRefAttrName("r")), "refers");
    }

    @Test
    void valuesMustBeMadeOnceAndBeforeTheirUse() {
        assertRefused(with(graph -> graph.addNode(node("n", "x", "y"))), "'n' (Op) uses value 'x'");
        var w = tensor("w", DataType.FLOAT).setRawData(bytes(4));
        assertRefused(with(graph -> graph.addInitializer(w).addInitializer(w)), "distinct names");
        assertRefused(
                with(
                        graph ->
                                graph.addInitializer(w)
                                        .addNode(node("n", "w", "y"))
                                        .addNode(node("m", "w", "y"))),
                "'y' is made twice, again by node 'm'");
        assertRefused(
                with(graph -> graph.addOutput(ValueInfoProto.newBuilder().setName("o"))),
                "output 'o'");
    }

    @Test
    void aMissingFileIsWrongUse() {
        assertThatThrownBy(() -> GraphReader.read(folder.resolve("no.onnx")))
                .isInstanceOf(WrongUseException.class);
    }

    @Test
    void externalDataIsReadFromTheModelsFolder() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        Files.write(folder.resolve("sub/w.bin"), new byte[] {9, 9, 0, 0, (byte) 0x80, 0x3f, 9});
        var proto = external(Map.of("location", "sub/w.bin", "offset", "2", "length", "4"));
        assertThat(read(proto).floats()).containsExactly(1f);
    }

    @Test
    void externalDataBeyondTwoGigabytesIsRead() throws IOException {
        long offset = 3L << 30;
        try (var sparse = new RandomAccessFile(folder.resolve("w.bin").toFile(), "rw")) {
            sparse.seek(offset);
            sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
        }
        var proto = external(Map.of("location", "w.bin", "offset", Long.toString(offset)));
        assertThat(read(proto).floats()).containsExactly(1f);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "../w.bin",
                "sub/../../w.bin",
                "/etc/passwd",
                "\\\\host\\w.bin",
                "C:/w.bin",
                "link.bin",
                "linked/w.bin",
                "nul\0.bin"
            })
    void externalDataOutsideTheModelsFolderIsRefused(String location) throws IOException {
        Path outside = Files.createTempDirectory("outside");
        Path secret = Files.write(outside.resolve("w.bin"), new byte[4]);
        Files.createSymbolicLink(folder.resolve("link.bin"), secret);
        Files.createSymbolicLink(folder.resolve("linked"), outside);
        Files.createDirectory(folder.resolve("sub"));
        assertRefused(external(Map.of("location", location)), "inside the model's folder");
        Files.delete(secret);
        Files.delete(outside);
    }

    @Test
    void externalDataThatIsNotThereIsRefused() throws IOException {
        Files.write(folder.resolve("w.bin"), new byte[6]);
        assertRefused(external(Map.of("location", "no.bin")), "must exist beside the model");
        assertRefused(external(Map.of("location", "w.bin", "offset", "4")), "has 6");
        assertRefused(external(Map.of("location", "w.bin", "offset", "-1")), "found '-1'");
        assertRefused(external(Map.of("location", "w.bin", "offset", "a")), "found 'a'");
        assertRefused(
                external(Map.of("location", "w.bin", "offset", Long.toString(Long.MAX_VALUE))),
                "has 6");
        assertRefused(
                external(Map.of("location", "w.bin", "length", "5")), "needs 4 bytes, but its");
        assertRefused(external(Map.of("location", "w.bin", "size", "4")), "'size'");
    }

    @Test
    void truncationsAndFlippedBitsGiveNoOtherException() {
        byte[] whole = GraphWriter.encode(Graphs.everything());
        for (int i = 0; i < 600; i++) {
            RandomGenerator random = random(i);
            byte[] damaged = Arrays.copyOf(whole, whole.length - (i % 3) * random.nextInt(500));
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(Math.min(damaged.length, 2000))] ^=
                        (byte) (1 << random.nextInt(8));
            }
            readOrRefuse(damaged, i);
        }
    }

    private static void readOrRefuse(byte[] damaged, int number) {
        try {
            GraphReader.decode(damaged);
        } catch (BadDataException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        } catch (RuntimeException e) {
            fail("seed %d, case %d".formatted(SEED, number), e);
        }
    }

    private static RandomGenerator random(int number) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + number);
    }

    private static TensorProto.Builder tensor(String name, DataType type) {
        return TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    }

    private static TensorProto.Builder external(Map<String, String> entries) {
        var proto = tensor("w", DataType.FLOAT).addDims(1).setDataLocation(DataLocation.EXTERNAL);
        entries.forEach(
                (key, value) ->
                        proto.addExternalData(
                                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return proto;
    }

    private static ByteString bytes(int n) {
        return ByteString.copyFrom(new byte[n]);
    }

    private static NodeProto node(String name, String input, String output) {
        return NodeProto.newBuilder()
                .setName(name)
                .setOpType("Op")
                .addInput(input)
                .addOutput(output)
                .build();
    }

    private static TypeProto text() {
        return TypeProto.newBuilder()
                .setTensorType(
                        TypeProto.Tensor.newBuilder().setElemType(DataType.STRING.getNumber()))
                .build();
    }

    private static ModelProto.Builder attribute(AttributeProto.Builder attribute) {
        return with(
                graph ->
                        graph.addNode(
                                NodeProto.newBuilder()
                                        .setOpType("Op")
                                        .addAttribute(attribute.setName("a"))));
    }

    private static ModelProto.Builder model() {
        return ModelProto.newBuilder().setIrVersion(8).setGraph(GraphProto.newBuilder());
    }

    private static ModelProto.Builder with(UnaryOperator<GraphProto.Builder> change) {
        return model().setGraph(change.apply(GraphProto.newBuilder()));
    }

    private Tensor read(TensorProto.Builder tensor) {
        return read(with(graph -> graph.addInitializer(tensor))).initializers().getFirst().tensor();
    }

    private Graph read(ModelProto.Builder model) {
        try {
            Path file = Files.write(folder.resolve("m.onnx"), model.build().toByteArray());
            return GraphReader.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertRefused(TensorProto.Builder tensor, String reason) {
        assertRefused(with(graph -> graph.addInitializer(tensor)), reason);
    }

    private void assertRefused(ModelProto.Builder model, String reason) {
        assertThatThrownBy(() -> read(model))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("m.onnx")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n");
    }
}
