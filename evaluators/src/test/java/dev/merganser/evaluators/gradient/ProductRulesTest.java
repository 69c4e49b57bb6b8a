package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Node;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ProductRulesTest {

    @Test
    void matricesMultiply() {
        check(dims("batch", 3), dims(3, 4));
        check(dims(2, 3), dims(3, "batch"));
        check(dims(1, 3), dims(3, 1));
        check(dims(1, 1), dims(1, "batch"));
    }

    @Test
    void weightsMultiplyRowsOfAnyNumberOfAxes() {
        check(dims("batch", "tokens", 3), dims(3, 2));
        check(dims("batch", 2, "tokens", 3), dims(3, 1));
        check(dims(1, "tokens", 3), dims(3, 2));
        check(dims(1, 1, 1, 1, 3), dims(3, 2));
    }

    @Test
    void batchesOfMatricesMultiply() {
        check(dims("batch", 2, "tokens", 3), dims("batch", 2, 3, "tokens"));
        check(dims("batch", "tokens", 3), dims("batch", 3, 1));
        check(dims("batch", 1, 2, 1, 3), dims("batch", 1, 2, 3, 2));
    }

    @Test
    void missingAndSingleMatricesAreRepeated() {
        check(dims("batch", 1, "tokens", 3), dims(2, 3, 4));
        check(dims("tokens", 3), dims("batch", 3, 2));
        check(dims(1, "tokens", 3), dims("batch", 3, 2));
        check(dims("batch", "tokens", 3), dims(1, 3, 2));
        check(dims(2, 1, "tokens", 3), dims(1, "batch", 3, 2));
        check(dims(1, 1, 2, 3), dims("batch", 3, 2));
    }

    @Test
    void vectorsMultiply() {
        check(dims(3), dims(3));
        check(dims("batch", 3), dims(3));
        check(dims("batch", 2, "tokens", 3), dims(3));
        check(dims(3), dims(3, "batch"));
        check(dims(3), dims("batch", 3, "tokens"));
        check(dims(3), dims(2, "batch", 3, 1));
        check(dims(1), dims(1));
    }

    @Test
    void valueMultipliesItself() {
        OneNode.of("MatMul").input("a", 3, 3).again("a").differences().check();
        OneNode.of("MatMul").input("a", "batch", 2, 2).again("a").differences().check();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 18})
    void oldAndNewOperatorSetsMultiply(long opset) {
        OneNode.of("MatMul")
                .opset(opset)
                .input("a", "batch", 1, "tokens", 3)
                .input("b", 2, 3, 4)
                .differences()
                .check();
        OneNode.of("MatMul")
                .opset(opset)
                .input("a", "batch", 3)
                .input("b", 3)
                .differences()
                .check();
    }

    @Test
    void weightNeedsOneProductAndNoTransposedCopy() {
        assertThat(operators(product(dims("batch", "tokens", 3), dims(3, 2)), "w"))
                .containsExactlyInAnyOrder("Flatten", "Flatten", "Gemm");
        assertThat(operators(product(dims("batch", "tokens", 3), dims(3, 2)), "x"))
                .containsExactlyInAnyOrder("Transpose", "MatMul");
        assertThat(operators(product(dims("batch", 3), dims(3, 2)), "w")).containsExactly("Gemm");
        assertThat(operators(product(dims("batch", 3), dims(3, 2)), "x")).containsExactly("Gemm");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "1,0", "1,1"})
    void generalProductsMultiplyTransposedMatrices(long transA, long transB) {
        for (Object[] bias :
                List.of(
                        dims(4),
                        dims(1),
                        dims(),
                        dims(1, 4),
                        dims("batch", 1),
                        dims("batch", 4),
                        dims(1, 1))) {
            gemm(transA, transB, .5f, -2).input("c", bias).differences().check();
        }
        gemm(transA, transB, 1, 1).differences().check();
        gemm(transA, transB, -3, 1).opset(11).input("c", 4).differences().check();
    }

    @Test
    void generalProductsOfOneRowAndOneColumnMultiply() {
        OneNode.of("Gemm")
                .input("a", "batch", 1)
                .input("b", 1, 1)
                .input("c", 1)
                .differences()
                .check();
    }

    private static OneNode gemm(long transA, long transB, float alpha, float beta) {
        return OneNode.of(
                        "Gemm",
                        Attribute.of("transA", transA),
                        Attribute.of("transB", transB),
                        Attribute.of("alpha", alpha),
                        Attribute.of("beta", beta))
                .input("a", transA == 1 ? dims(3, "batch") : dims("batch", 3))
                .input("b", transB == 1 ? dims(4, 3) : dims(3, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bij,bjk->bik",
                "bit,bjt->bij",
                " b i j , b k j -> k b i ",
                "bij,bij->b",
                "bij,bij->",
                "bij,kjl->bkil",
                "...ij,...jk->...ik",
                "...ij,...jk",
                "bij,bjk"
            })
    void labelledProductsOfTwoMultiply(String equation) {
        OneNode.of("Einsum", Attribute.of("equation", equation))
                .input("a", 2, 3, 3)
                .input("b", 2, 3, 3)
                .differences()
                .check();
    }

    @Test
    void labelledProductsOfOneAndThreeMultiply() {
        OneNode.of("Einsum", Attribute.of("equation", "bij->jbi"))
                .input("a", "batch", 2, 3)
                .differences()
                .check();
        OneNode.of("Einsum", Attribute.of("equation", "bi,ij,bj->b"))
                .input("a", "batch", 2)
                .input("b", 2, 3)
                .input("c", "batch", 3)
                .differences()
                .check();
    }

    @Test
    void labelledProductsRepeatSingleElements() {
        OneNode.of("Einsum", Attribute.of("equation", "...ij,...jk->...ik"))
                .input("a", 2, 1, 2, 3)
                .input("b", 1, 2, 3, 2)
                .differences()
                .check();
        OneNode.of("Einsum", Attribute.of("equation", "bij,bjk->bik"))
                .input("a", 1, 2, 3)
                .input("b", 2, 3, 2)
                .differences()
                .check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ij->i", "ii->i", "ii->"})
    void labelledSumsAndDiagonalsHaveNoRule(String equation) {
        assertThatThrownBy(
                        () ->
                                OneNode.of("Einsum", Attribute.of("equation", equation))
                                        .input("a", 3, 3)
                                        .differences()
                                        .check())
                .hasMessage(
                        "operator 'Einsum' (node 'node') has no gradient rule for equation '%s'",
                        equation);
    }

    @Test
    void aLabelledProductWhoseResultDoesNotBeginWithItsDotsHasNoRule() {
        var node =
                OneNode.of("Einsum", Attribute.of("equation", "...i,...i->i..."))
                        .input("a", 2, 3)
                        .input("b", 1, 3)
                        .differences();
        assertThatThrownBy(node::check)
                .hasMessage(
                        "operator 'Einsum' (node 'node') has no gradient rule for equation '...i,...i->i...'");
    }

    private static Object[] dims(Object... dims) {
        return dims;
    }

    private static OneNode product(Object[] left, Object[] right) {
        return OneNode.of("MatMul").input("x", left).input("w", right);
    }

    private static void check(Object[] left, Object[] right) {
        product(left, right).differences().check();
    }

    private static List<String> operators(OneNode node, String wanted) {
        return node.differences().wanting(wanted).kept().graph().nodes().stream()
                .map(Node::opType)
                .toList();
    }
}
