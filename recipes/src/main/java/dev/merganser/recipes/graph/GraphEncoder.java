package dev.merganser.recipes.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/** Turns records into protobuf messages; maps are written in the order of their keys. */
final class GraphEncoder {
    private final Function<Tensor, TensorProto> initializers;

    /** An encoder that writes the model's initializers so, and all other tensors inline. */
    GraphEncoder(Function<Tensor, TensorProto> initializers) {
        this.initializers = initializers;
    }

    ModelProto model(Graph graph) {
        return modelBeforeGraph(graph).toBuilder()
                .mergeFrom(modelAfterGraph(graph))
                .setGraph(graph(graph, initializers))
                .build();
    }

    /** The fields of a model with lower numbers than its graph. */
    static ModelProto modelBeforeGraph(Graph graph) {
        return ModelProto.newBuilder()
                .setIrVersion(graph.irVersion())
                .setProducerName(graph.producer().name())
                .setProducerVersion(graph.producer().version())
                .build();
    }

    /** The fields of a model with higher numbers than its graph. */
    static ModelProto modelAfterGraph(Graph graph) {
        var model = ModelProto.newBuilder();
        new TreeMap<>(graph.opsets())
                .forEach((domain, version) -> model.addOpsetImport(opset(domain, version)));
        new TreeMap<>(graph.metadata())
                .forEach((key, value) -> model.addMetadataProps(entry(key, value)));
        return model.build();
    }

    /** The fields of a graph with lower numbers than its initializers. */
    static GraphProto graphBeforeInitializers(Graph graph) {
        var proto = GraphProto.newBuilder().setName(graph.name());
        graph.nodes().forEach(node -> proto.addNode(node(node)));
        return proto.build();
    }

    /** The fields of a graph with higher numbers than its initializers. */
    static GraphProto graphAfterInitializers(Graph graph) {
        var proto = GraphProto.newBuilder();
        graph.inputs().forEach(input -> proto.addInput(value(input)));
        graph.outputs().forEach(output -> proto.addOutput(value(output)));
        graph.values().forEach(value -> proto.addValueInfo(value(value)));
        return proto.build();
    }

    private static OperatorSetIdProto opset(String domain, long version) {
        return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
    }

    static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static GraphProto graph(Graph graph, Function<Tensor, TensorProto> initializers) {
        var proto = graphBeforeInitializers(graph).toBuilder();
        proto.mergeFrom(graphAfterInitializers(graph));
        graph.initializers().forEach(i -> proto.addInitializer(initializers.apply(i.tensor())));
        return proto.build();
    }

    private static GraphProto subgraph(Graph graph) {
        return graph(graph, GraphEncoder::inline);
    }

    private static NodeProto node(Node node) {
        var proto = NodeProto.newBuilder().setOpType(node.opType());
        proto.setName(node.name()).setDomain(node.domain());
        proto.addAllInput(node.inputs()).addAllOutput(node.outputs());
        node.attributes().forEach(attribute -> proto.addAttribute(attribute(attribute)));
        return proto.build();
    }

    private static AttributeProto attribute(Attribute attribute) {
        var proto = AttributeProto.newBuilder().setName(attribute.name());
        switch (attribute.value()) {
            case AttributeValue.FloatValue(float value) ->
                    proto.setType(AttributeType.FLOAT).setF(value);
            case AttributeValue.IntValue(long value) ->
                    proto.setType(AttributeType.INT).setI(value);
            case AttributeValue.StringValue(String value) ->
                    proto.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value));
            case AttributeValue.TensorValue(Tensor value) ->
                    proto.setType(AttributeType.TENSOR).setT(inline(value));
            case AttributeValue.GraphValue(Graph value) ->
                    proto.setType(AttributeType.GRAPH).setG(subgraph(value));
            case AttributeValue.Floats(List<Float> values) ->
                    proto.setType(AttributeType.FLOATS).addAllFloats(values);
            case AttributeValue.Ints(List<Long> values) ->
                    proto.setType(AttributeType.INTS).addAllInts(values);
            case AttributeValue.Strings(List<String> values) -> {
                proto.setType(AttributeType.STRINGS);
                values.forEach(value -> proto.addStrings(ByteString.copyFromUtf8(value)));
            }
            case AttributeValue.Tensors(List<Tensor> values) -> {
                proto.setType(AttributeType.TENSORS);
                values.forEach(value -> proto.addTensors(inline(value)));
            }
            case AttributeValue.Graphs(List<Graph> values) -> {
                proto.setType(AttributeType.GRAPHS);
                values.forEach(value -> proto.addGraphs(subgraph(value)));
            }
        }
        return proto.build();
    }

    /** A tensor with its data in the message. */
    static TensorProto inline(Tensor tensor) {
        byte[] data = tensor.data().toArray(ValueLayout.JAVA_BYTE);
        return described(tensor).setRawData(UnsafeByteOperations.unsafeWrap(data)).build();
    }

    /** Name, type and shape of a tensor, without its data. */
    static TensorProto.Builder described(Tensor tensor) {
        return described(tensor.info());
    }

    private static TensorProto.Builder described(TensorInfo info) {
        return TensorProto.newBuilder()
                .setName(info.name())
                .setDataType(ElementTypes.toOnnx(info.dtype()).getNumber())
                .addAllDims(info.shape().dims());
    }

    /** A tensor that refers to data which only the one who loads the graph has. */
    static TensorProto withoutData(TensorInfo info) {
        return described(info)
                .setDataLocation(DataLocation.EXTERNAL)
                .addExternalData(entry("location", "given"))
                .addExternalData(entry("offset", "0"))
                .addExternalData(entry("length", Long.toString(info.bytes())))
                .build();
    }

    private static ValueInfoProto value(ValueInfo value) {
        var proto = ValueInfoProto.newBuilder().setName(value.name());
        switch (value.type()) {
            case ValueType.Ranked(DType dtype, List<Dim> dims) ->
                    proto.setType(type(tensorType(dtype).setShape(shape(dims))));
            case ValueType.Unranked(DType dtype) -> proto.setType(type(tensorType(dtype)));
            case ValueType.Untyped() -> {}
        }
        return proto.build();
    }

    private static TypeProto.Builder type(TypeProto.Tensor.Builder tensor) {
        return TypeProto.newBuilder().setTensorType(tensor);
    }

    private static TypeProto.Tensor.Builder tensorType(DType dtype) {
        return TypeProto.Tensor.newBuilder().setElemType(ElementTypes.toOnnx(dtype).getNumber());
    }

    private static TensorShapeProto shape(List<Dim> dims) {
        var shape = TensorShapeProto.newBuilder();
        dims.forEach(dim -> shape.addDim(dimension(dim)));
        return shape.build();
    }

    private static TensorShapeProto.Dimension dimension(Dim dim) {
        var proto = TensorShapeProto.Dimension.newBuilder();
        switch (dim) {
            case Dim.Fixed(long size) -> proto.setDimValue(size);
            case Dim.Named(String name) -> proto.setDimParam(name);
            case Dim.Unknown() -> {}
        }
        return proto.build();
    }
}
