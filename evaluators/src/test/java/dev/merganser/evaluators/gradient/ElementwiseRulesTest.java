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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ElementwiseRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Sum", "Mean"})
    void arithmeticHandsGradientsBackThroughAllBroadcasts(String opType) {
        check(OneNode.of(opType).input("a", "batch", 3).input("b", "batch", 3));
        check(OneNode.of(opType).input("a", "batch", "tokens", 3).input("b", 3));
        check(OneNode.of(opType).input("a", 3).input("b", "batch", "tokens", 3));
        check(OneNode.of(opType).input("a", "batch", 1, 3).input("b", "tokens", 1));
        check(OneNode.of(opType).input("a").input("b", "batch", 2));
        check(OneNode.of(opType).input("a", 1, 1).input("b", "batch"));
        check(OneNode.of(opType).input("a", 1, 1).input("b", 1));
        check(OneNode.of(opType).input("a", "batch", 2).again("a"));
    }

    private static void check(OneNode node) {
        // Ranges that differ, so that no two numbers are equal.
        node.differences().between(.6, 2).between("b", .53, 1.77).step(1 / 512f).check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Min", "Max", "Sum", "Mean"})
    void operatorsOfManyInputsHandGradientsToEach(String opType) {
        OneNode.of(opType)
                .input("a", "batch", 3)
                .input("b", 3)
                .input("c", 1, 3)
                .differences()
                .between("b", -1.9, 1.85)
                .between("c", -1.3, 1.1)
                .step(1 / 256f)
                .check();
        check(OneNode.of(opType).input("a", "batch", 3));
    }

    @Test
    void ofEqualNumbersTheFirstIsTheExtremeOne() {
        OneNode.of("Max").input("a", "batch", 2).again("a").differences().check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Add", "Sub", "Mul", "Div"})
    void aConstantTakesNoGradient(String opType) {
        check(OneNode.of(opType).input("a", "batch", 3).scalar(1.5f));
        check(OneNode.of(opType).scalar(1.5f).input("a", "batch", 3));
        check(OneNode.of(opType).input("a", "batch", 3).floats(Shape.of(1, 1, 1), -2));
        check(OneNode.of(opType).input("a", "batch", 1).floats(Shape.of(3), -2, .5f, 3));
    }

    @ParameterizedTest
    @ValueSource(floats = {1, 2, 3, .5f, -1, -.5f, 2.5f})
    void powersOfConstantExponentsAreSimple(float exponent) {
        check(OneNode.of("Pow").input("a", "batch", 3).scalar(exponent));
        check(OneNode.of("Pow").input("a", "batch", 3).floats(Shape.of(1, 1, 1), exponent));
    }

    @Test
    void anExponentMayBeAWholeNumber() {
        check(OneNode.of("Pow").input("a", "batch", 3).integers(3));
        OneNode.of("Pow").input("a", "batch", 3).integers(2).differences().check();
    }

    @Test
    void exponentsMayBeWholeNumbersThatDiffer() {
        check(OneNode.of("Pow").input("a", "batch", 3).integers(1, 2, 3));
        check(OneNode.of("Pow").input("a", "batch", 1).integers(0, -2));
    }

    @Test
    void aPowerOfZeroDoesNotChangeWithItsExponent() {
        OneNode.of("Pow").scalar(0).input("a", "batch", 3).differences().between(.6, 2).check();
    }

    @Test
    void toThePowerOfZeroAllIsOneZeroToo() {
        CentralDifferences.of(powersOfZero(Shape.of(), 0)).check();
        CentralDifferences.of(powersOfZero(Shape.of(3), 0, 2, 3)).check();
    }

    private static Graph powersOfZero(Shape shape, float... exponents) {
        GraphBuilder graph = GraphBuilder.named("powers");
        String x = graph.input("x", DType.F32, Dim.of("batch"), Dim.of(3));
        String none = graph.node("none", "Mul", List.of(x, graph.scalar("zero", 0)));
        String powers = graph.initializer("powers", shape, exponents);
        String power = graph.node("power", "Pow", List.of(none, powers));
        graph.node(Node.of("last", "Add", List.of(power, x), List.of("y")));
        return graph.output("y", DType.F32).build();
    }

    @Test
    void aBaseMayBeConstant() {
        check(OneNode.of("Pow").scalar(1.7f).input("a", "batch", 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Neg",
                "Abs",
                "Exp",
                "Erf",
                "Sin",
                "Cos",
                "Tan",
                "Atan",
                "Sinh",
                "Cosh",
                "Identity",
                "Dropout"
            })
    void functionsOfOneNumberHandBackTheirSlope(String opType) {
        OneNode.of(opType).input("x", "batch", 3, 2).differences().between(-1.2, 1.2).check();
        OneNode.of(opType).input("x").differences().between(.4, 1.2).check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Log", "Sqrt", "Reciprocal"})
    void functionsOfPositiveNumbersHandBackTheirSlope(String opType) {
        OneNode.of(opType).input("x", "batch", 3, 2).differences().between(.5, 2).check();
    }

    @Test
    void aClipHoldsGradientsBackWhereItCuts() {
        OneNode.of("Clip")
                .input("x", "batch", 5)
                .scalar(-.83f)
                .scalar(1.01f)
                .differences()
                .step(1 / 256f)
                .check();
        OneNode.of("Clip")
                .input("x", "batch", 5)
                .none()
                .scalar(1.01f)
                .differences()
                .step(1 / 256f)
                .check();
        OneNode.of("Clip").input("x", "batch", 5).differences().check();
    }

    @Test
    void aConditionSaysWhichInputGetsTheGradient() {
        OneNode.of("Where")
                .input("condition", DType.BOOL, "batch", 1, 3)
                .input("a", "tokens", 3)
                .input("b", 1)
                .differences()
                .check();
        OneNode.of("Where")
                .input("condition", DType.BOOL, 3)
                .input("a", "batch", 3)
                .scalar(-9)
                .differences()
                .check();
    }

    @Test
    void whatIsExpandedIsSummed() {
        OneNode.of("Expand").input("x", 3, 1).integers(2, 1, 4).differences().check();
        OneNode.of("Expand").input("x", 1).integers(2, 3).differences().check();
        OneNode.of("Expand").input("x", 2, 3).integers(1, 1).differences().check();
    }

    @Test
    void aCastToFloatsPassesAndOthersAreRefused() {
        OneNode.of("Cast", Attribute.of("to", 1)).input("x", "batch", 3).differences().check();

        var half = OneNode.of("Cast", Attribute.of("to", 10)).input("x", 2).differences();

        assertThatThrownBy(half::check)
                .hasMessage(
                        "operator 'Cast' (node 'node') has no gradient rule for other types than float32");
    }

    @Test
    void aFactorOfOneTakesNoProduct() {
        var differences = OneNode.of("Mul").input("a", "batch", 2).scalar(1).differences();

        assertThat(differences.kept().graph().nodes()).hasSize(1);
    }
}
