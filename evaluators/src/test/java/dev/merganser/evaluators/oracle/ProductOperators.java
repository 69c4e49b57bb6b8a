package dev.merganser.evaluators.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;

import dev.merganser.recipes.graph.Node;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Products of matrices, convolutions, pooling and attention, as PyTorch computes them. */
final class ProductOperators {

    static final Map<String, Function<Call, NDArray>> ALL =
            Map.of(
                    "MatMul", c -> c.in(0).matMul(c.in(1)),
                    "Gemm", ProductOperators::gemm,
                    "Conv", ProductOperators::conv,
                    "MaxPool", ProductOperators::maxPool,
                    "AveragePool", ProductOperators::averagePool,
                    "GlobalAveragePool",
                            c -> ElementOperators.mean(c.in(0), new int[] {2, 3}, true),
                    "Attention", ProductOperators::attention);

    private ProductOperators() {}

    private static NDArray gemm(Call call) {
        NDArray product =
                turned(call, 0, "transA")
                        .matMul(turned(call, 1, "transB"))
                        .mul(call.node().floatAttribute("alpha", 1));
        return call.has(2)
                ? product.add(call.in(2).mul(call.node().floatAttribute("beta", 1)))
                : product;
    }

    private static NDArray turned(Call call, int input, String attribute) {
        boolean turns = call.node().intAttribute(attribute, 0) == 1;
        return turns ? call.in(input).transpose(1, 0) : call.in(input);
    }

    private static NDArray conv(Call call) {
        Node node = call.node();
        NDArray sum =
                Conv2d.conv2d(
                                call.in(0),
                                call.in(1),
                                null,
                                pair(node, "strides", 1),
                                pads(node),
                                pair(node, "dilations", 1),
                                (int) node.intAttribute("group", 1))
                        .singletonOrThrow();
        return call.has(2) ? sum.add(call.in(2).reshape(1, call.in(2).size(), 1, 1)) : sum;
    }

    private static NDArray maxPool(Call call) {
        Node node = call.node();
        return Pool.maxPool2d(
                call.in(0),
                pair(node, "kernel_shape", 1),
                pair(node, "strides", 1),
                pads(node),
                false);
    }

    private static NDArray averagePool(Call call) {
        Node node = call.node();
        return Pool.avgPool2d(
                call.in(0),
                pair(node, "kernel_shape", 1),
                pair(node, "strides", 1),
                pads(node),
                false,
                node.intAttribute("count_include_pad", 0) == 1);
    }

    private static Shape pair(Node node, String attribute, long otherwise) {
        return new Shape(node.intsAttribute(attribute, List.of(otherwise, otherwise)));
    }

    /** PyTorch pads both ends alike. */
    private static Shape pads(Node node) {
        List<Long> pads = node.intsAttribute("pads", List.of(0L, 0L, 0L, 0L));
        if (!pads.subList(0, 2).equals(pads.subList(2, 4))) {
            throw new IllegalArgumentException("Pads that differ between ends: " + pads);
        }
        return new Shape(pads.subList(0, 2));
    }

    /** Queries, keys and values [batch, tokens, width] without mask or cache. */
    private static NDArray attention(Call call) {
        long heads = call.node().intAttribute("q_num_heads", 1);
        NDArray query = heads(call.in(0), heads);
        NDArray key = heads(call.in(1), heads);
        double width = query.getShape().get(3);
        NDArray scores = query.matMul(key.transpose(0, 1, 3, 2)).mul(1 / Math.sqrt(width));
        NDArray mixed = scores.softmax(-1).matMul(heads(call.in(2), heads));
        return mixed.transpose(0, 2, 1, 3).reshape(call.in(0).getShape());
    }

    private static NDArray heads(NDArray rows, long heads) {
        Shape shape = rows.getShape();
        return rows.reshape(shape.get(0), shape.get(1), heads, shape.get(2) / heads)
                .transpose(0, 2, 1, 3);
    }
}
