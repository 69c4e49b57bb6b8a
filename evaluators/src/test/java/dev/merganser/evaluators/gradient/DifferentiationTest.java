package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

class DifferentiationTest {

    private final GraphBuilder graph = GraphBuilder.named("graph");

    private String x() {
        return graph.input("x", DType.F32, Dim.of("batch"), Dim.of(3));
    }

    private CentralDifferences differences(String... outputs) {
        for (String output : outputs) {
            graph.output(output, DType.F32, Dim.of("batch"), Dim.of(3));
        }
        return CentralDifferences.of(graph.build());
    }

    @Test
    void whatManyNodesUseGetsTheSumOfTheirGradients() {
        String x = x();
        String a = graph.node("a", "Exp", List.of(x));
        String b = graph.node("b", "Mul", List.of(a, x));
        String c = graph.node("c", "Sub", List.of(b, a));

        differences(c, a, b).check();
    }

    @Test
    void anOutputThatIsAnInputHandsItsGradientOn() {
        String x = x();
        graph.input("y", DType.F32, Dim.of("batch"), Dim.of(3));
        String sum = graph.node("sum", "Add", List.of(x, "y"));
        var differences = differences(sum);

        differences.check();

        assertThat(differences.kept().gradients().values()).doesNotHaveDuplicates();
    }

    @Test
    void whatIsComparedOrRoundedHasNoGradient() {
        String x = x();
        String rounded = graph.node("rounded", "Round", List.of(x));
        String product = graph.node("product", "Mul", List.of(x, rounded));
        String zero = graph.scalar("zero", 0);
        String positive = graph.node("positive", "Greater", List.of(product, zero));
        String mask = graph.node("mask", "Cast", List.of(positive), Attribute.of("to", 1));
        differences(graph.node("y", "Add", List.of(mask, product))).between(.6, 1.4).check();
    }

    @Test
    void anInputThatNothingDependsOnHasNoGradient() {
        String x = x();
        graph.input("y", DType.F32, Dim.of("batch"), Dim.of(3));
        graph.node("dead", "Exp", List.of("y"));
        String squared = graph.node("squared", "Mul", List.of(x, x));
        var differences = differences(squared);

        differences.check();

        assertThat(differences.kept().gradients()).containsOnlyKeys("x");
        assertThat(differences.kept().saved()).containsExactly("x");
    }

    @Test
    void valuesThatAreNotAtHandAreComputedAgainAndOthersAreNot() {
        String x = x();
        String a = graph.node("a", "Exp", List.of(x));
        String b = graph.node("b", "Sin", List.of(a));
        differences(b).check();

        Backward kept = CentralDifferences.of(graph.build()).kept();

        assertThat(kept.saved()).containsExactly("a_output_0");
        assertThat(kept.graph().nodes())
                .extracting(Node::opType)
                .containsExactly("Cos", "Mul", "Mul");
    }

    @Test
    void aViewIsTakenAgainRatherThanHandedOver() {
        String x = x();
        String a = graph.node("a", "Exp", List.of(x));
        String shape = graph.integers("shape", -1, 3);
        graph.node("view", "Reshape", List.of(a, shape));
        String b = graph.node("b", "Mul", List.of("view_output_0", a));
        differences(b).check();

        Backward kept = CentralDifferences.of(graph.build()).kept();

        assertThat(kept.saved()).containsExactly("a_output_0");
    }

    @Test
    void onlyTheShapeOfAValueCanBeTakenFromAnotherOfThatShape() {
        String x = x();
        String a = graph.node("a", "Add", List.of(x, x));
        graph.node(
                new Node(
                        "mean",
                        "ReduceMean",
                        "",
                        List.of(a),
                        List.of("mean"),
                        List.of(Attribute.ints("axes", 0))));
        graph.output("mean", DType.F32, Dim.of(1), Dim.of(3));
        var differences = CentralDifferences.of(graph.build());

        differences.check();

        assertThat(differences.kept().saved()).containsExactly("x");
    }

    @Test
    void namesOfTheGradientGraphAreItsOwn() {
        String x = x();
        String a = graph.node("gradient/Mul", "Exp", List.of(x));
        graph.node(Node.of("mask", "Dropout", List.of(a), List.of("gradient/Mul/0", "")));
        String b = graph.node("b", "Mul", List.of("gradient/Mul/0", x));
        differences(b).check();
    }

    @Test
    void aShapeIsNotTakenFromWhatIsMadeWithIt() {
        String x = x();
        graph.input("z", DType.F32, Dim.of("batch"), Dim.of(3));
        String a = graph.node("a", "Transpose", List.of(x), Attribute.ints("perm", 1, 0));
        String shape = graph.node("shape", "Shape", List.of(a));
        String turned = graph.node("turned", "Reshape", List.of("z", shape));
        String sine = graph.node("sine", "Sin", List.of(turned));
        String sum = graph.node("sum", "Add", List.of(turned, a));
        graph.output(sine, DType.F32, Dim.of(3), Dim.of("batch"));
        graph.output(sum, DType.F32, Dim.of(3), Dim.of("batch"));

        CentralDifferences.of(graph.build()).wanting("z").check();
    }

    @Test
    void numbersThatScaleOneAfterTheOtherBecomeOne() {
        String twice = graph.node("twice", "Mul", List.of(x(), graph.scalar("two", 2)));
        String shared = graph.node("shared", "Div", List.of(twice, graph.scalar("five", 5)));
        var differences = differences(graph.node("y", "Neg", List.of(shared)));

        differences.check();

        assertThat(differences.kept().graph().nodes()).hasSize(1);
    }

    @Test
    void anOperatorWithoutARuleIsNamed() {
        String x = x();
        String a = graph.node("front/a", "Exp", List.of(x));
        graph.node(Node.of("odd", "Det", List.of(a), List.of("y")));
        Graph odd = graph.output("y", DType.F32).build();

        assertThatThrownBy(() -> differentiated(odd, "y"))
                .isInstanceOf(NoRuleException.class)
                .hasMessage("operator 'Det' (node 'odd') has no gradient rule");
        assertThat(differentiated(odd, a).gradients()).containsOnlyKeys("x");
    }

    private static Backward differentiated(Graph graph, String output) {
        Map<String, Shape> shapes = Map.of("x", Shape.of(7, 3), output, Shape.of(7, 3));
        return Differentiation.of(graph, shapes, Set.of(output), Set.of("x"), Set.of(output));
    }
}
