package dev.merganser.recipes.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import com.google.protobuf.ByteString;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns the protobuf messages of one ONNX file into records, refusing what they cannot hold. */
final class GraphDecoder {
    private final Path file;
    private final TensorDecoder tensors;

    GraphDecoder(Path file, TensorDecoder tensors) {
        this.file = file;
        this.tensors = tensors;
    }

    Graph model(ModelProto model) {
        if (!model.hasGraph()) {
            throw bad("must be an ONNX model, but holds no graph");
        }
        if (model.getFunctionsCount() > 0) {
            throw bad(
                    ("must not define functions, but defines %s."
                                    + " Maybe inline them with onnx.inliner.inline_local_functions")
                            .formatted(Quoted.text(model.getFunctions(0).getName())));
        }
        Graph graph = asModel(graph(model.getGraph()), model);
        GraphCheck.check(graph, file.toString());
        return graph;
    }

    private Graph asModel(Graph graph, ModelProto model) {
        return new Graph(
                graph.name(),
                model.getIrVersion(),
                opsets(model.getOpsetImportList()),
                graph.nodes(),
                graph.inputs(),
                graph.outputs(),
                graph.values(),
                graph.initializers(),
                metadata(model.getMetadataPropsList()),
                new Producer(model.getProducerName(), model.getProducerVersion()));
    }

    private Map<String, Long> opsets(List<OperatorSetIdProto> imports) {
        Map<String, Long> opsets = new LinkedHashMap<>();
        for (OperatorSetIdProto opset : imports) {
            String domain = opset.getDomain().equals("ai.onnx") ? "" : opset.getDomain();
            if (opsets.put(domain, opset.getVersion()) != null) {
                throw bad("must import operator set %s once".formatted(Quoted.text(domain)));
            }
        }
        return opsets;
    }

    private Map<String, String> metadata(List<StringStringEntryProto> entries) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (StringStringEntryProto entry : entries) {
            if (metadata.put(entry.getKey(), entry.getValue()) != null) {
                throw bad("must have metadata %s once".formatted(Quoted.text(entry.getKey())));
            }
        }
        return metadata;
    }

    private Graph graph(GraphProto graph) {
        if (graph.getSparseInitializerCount() > 0) {
            throw bad("must not have sparse initializers. Maybe store them as dense ones");
        }
        return new Graph(
                graph.getName(),
                0,
                Map.of(),
                graph.getNodeList().stream().map(this::node).toList(),
                graph.getInputList().stream().map(this::value).toList(),
                graph.getOutputList().stream().map(this::value).toList(),
                graph.getValueInfoList().stream().filter(this::isPlain).map(this::value).toList(),
                initializers(graph),
                Map.of(),
                Producer.UNKNOWN);
    }

    private List<Initializer> initializers(GraphProto graph) {
        List<Initializer> initializers =
                graph.getInitializerList().stream()
                        .map(proto -> new Initializer(tensors.decode(proto)))
                        .toList();
        Set<String> names = new HashSet<>();
        for (Initializer initializer : initializers) {
            if (initializer.name().isEmpty() || !names.add(initializer.name())) {
                throw bad(
                        "initializers must have distinct names; found %s twice or empty"
                                .formatted(Quoted.text(initializer.name())));
            }
        }
        return initializers;
    }

    private Node node(NodeProto node) {
        return new Node(
                node.getName(),
                node.getOpType(),
                node.getDomain().equals("ai.onnx") ? "" : node.getDomain(),
                node.getInputList(),
                node.getOutputList(),
                node.getAttributeList().stream().map(proto -> attribute(node, proto)).toList());
    }

    private Attribute attribute(NodeProto node, AttributeProto proto) {
        if (!proto.getRefAttrName().isEmpty()) {
            throw bad(node, proto, "must have a value, but refers to a function's attribute");
        }
        return new Attribute(proto.getName(), attributeValue(node, proto));
    }

    private AttributeValue attributeValue(NodeProto node, AttributeProto proto) {
        return switch (proto.getType()) {
            case FLOAT -> new AttributeValue.FloatValue(proto.getF());
            case INT -> new AttributeValue.IntValue(proto.getI());
            case STRING -> new AttributeValue.StringValue(text(node, proto, proto.getS()));
            case TENSOR -> new AttributeValue.TensorValue(tensors.decode(proto.getT()));
            case GRAPH -> new AttributeValue.GraphValue(graph(proto.getG()));
            case FLOATS -> new AttributeValue.Floats(proto.getFloatsList());
            case INTS -> new AttributeValue.Ints(proto.getIntsList());
            case STRINGS ->
                    new AttributeValue.Strings(
                            proto.getStringsList().stream()
                                    .map(bytes -> text(node, proto, bytes))
                                    .toList());
            case TENSORS ->
                    new AttributeValue.Tensors(
                            proto.getTensorsList().stream().map(tensors::decode).toList());
            case GRAPHS ->
                    new AttributeValue.Graphs(
                            proto.getGraphsList().stream().map(this::graph).toList());
            case UNDEFINED, SPARSE_TENSOR, SPARSE_TENSORS, TYPE_PROTO, TYPE_PROTOS ->
                    throw bad(
                            node,
                            proto,
                            "is of kind %s, which is not supported".formatted(proto.getType()));
        };
    }

    private String text(NodeProto node, AttributeProto proto, ByteString bytes) {
        if (!bytes.isValidUtf8()) {
            throw bad(node, proto, "must be UTF-8 text");
        }
        return bytes.toStringUtf8();
    }

    /** Types in between are only hints; those that records cannot hold are left out. */
    private boolean isPlain(ValueInfoProto value) {
        return value.getType().hasTensorType()
                && ElementTypes.fromOnnx(value.getType().getTensorType().getElemType()).isPresent();
    }

    private ValueInfo value(ValueInfoProto value) {
        if (value.getType().getValueCase() == TypeProto.ValueCase.VALUE_NOT_SET) {
            return new ValueInfo(value.getName(), new ValueType.Untyped());
        }
        if (!isPlain(value)) {
            throw bad(
                    "value %s must be a tensor of plain numbers"
                            .formatted(Quoted.text(value.getName())));
        }
        return new ValueInfo(value.getName(), type(value));
    }

    private ValueType type(ValueInfoProto value) {
        TypeProto.Tensor tensor = value.getType().getTensorType();
        var dtype = ElementTypes.fromOnnx(tensor.getElemType()).orElseThrow();
        return tensor.hasShape()
                ? new ValueType.Ranked(dtype, dims(value, tensor.getShape()))
                : new ValueType.Unranked(dtype);
    }

    private List<Dim> dims(ValueInfoProto value, TensorShapeProto shape) {
        return shape.getDimList().stream().map(dim -> dim(value, dim)).toList();
    }

    private Dim dim(ValueInfoProto value, TensorShapeProto.Dimension dim) {
        if (dim.hasDimValue() && dim.getDimValue() < 0) {
            throw bad(
                    "value %s must have dimensions from 0; found %d"
                            .formatted(Quoted.text(value.getName()), dim.getDimValue()));
        }
        if (dim.hasDimValue()) {
            return Dim.of(dim.getDimValue());
        }
        return dim.getDimParam().isEmpty() ? Dim.unknown() : Dim.of(dim.getDimParam());
    }

    private BadDataException bad(NodeProto node, AttributeProto attribute, String rest) {
        return bad(
                "attribute %s of node %s (%s) %s"
                        .formatted(
                                Quoted.text(attribute.getName()),
                                Quoted.text(node.getName()),
                                Quoted.line(node.getOpType()),
                                rest));
    }

    private BadDataException bad(String message) {
        return new BadDataException(file + ": " + message + ".");
    }
}
