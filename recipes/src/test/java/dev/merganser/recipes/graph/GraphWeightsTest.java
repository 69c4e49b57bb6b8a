package dev.merganser.recipes.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

class GraphWeightsTest {

    private static final Tensor WEIGHT = Graphs.tensor("stored", DType.F32, 2, 3);
    private static final Tensor SCALAR = Graphs.tensor("eps", DType.F32);
    private static final Tensor SIZES = Graphs.tensor("sizes", DType.I64, 2);

    @Test
    void initializersAreTheWeightsWhereThereAreFloatOnes() {
        assertThat(GraphWeights.of(graph(List.of(WEIGHT), List.of(constant("w", WEIGHT)))))
                .extracting(Tensor::name)
                .containsExactly("stored");
    }

    @Test
    void elseTheyAreTheConstantsOfAllBranches() {
        assertThat(GraphWeights.of(branching()))
                .extracting(Tensor::name)
                .containsExactly("sizes", "outer", "w", "w#2", "then");
    }

    @Test
    void replacingReachesEachOfThem() {
        Graph changed = GraphWeights.replaced(branching(), GraphWeightsTest::zeros);
        assertThat(GraphWeights.of(changed))
                .filteredOn(weight -> weight.dtype().isFloat())
                .hasSize(4)
                .allSatisfy(weight -> assertThat(weight.floats()).containsOnly(0));
        assertThat(GraphWeights.replaced(branching(), weight -> weight)).isEqualTo(branching());
    }

    private static Tensor zeros(Tensor weight) {
        return new Tensor(
                weight.info(), MemorySegment.ofArray(new byte[(int) weight.info().bytes()]));
    }

    private static Graph branching() {
        Graph one = graph(List.of(), List.of(constant("w", WEIGHT), constant("eps", SCALAR)));
        Graph other = graph(List.of(), List.of(constant("w", WEIGHT), constant("then", WEIGHT)));
        Node branch =
                Node.of(
                        "if",
                        "If",
                        List.of("c"),
                        List.of("y"),
                        Attribute.of("else_branch", one),
                        Attribute.of("then_branch", other));
        return graph(List.of(SIZES), List.of(constant("outer", WEIGHT), branch));
    }

    private static Node constant(String output, Tensor value) {
        return Node.of("", "Constant", List.of(), List.of(output), Attribute.of("value", value));
    }

    private static Graph graph(List<Tensor> initializers, List<Node> nodes) {
        return new Graph(
                "g",
                8,
                Map.of(),
                nodes,
                List.of(),
                List.of(),
                List.of(),
                initializers.stream().map(Initializer::new).toList(),
                Map.of(),
                new Producer("", ""));
    }
}
