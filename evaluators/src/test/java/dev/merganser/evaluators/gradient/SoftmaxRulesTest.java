package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxRulesTest {

    @ParameterizedTest
    @CsvSource({
        "Softmax,11,1",
        "Softmax,11,-1",
        "Softmax,11,0",
        "Softmax,13,-1",
        "Softmax,13,1",
        "Softmax,13,0",
        "LogSoftmax,11,1",
        "LogSoftmax,11,-1",
        "LogSoftmax,13,1",
        "LogSoftmax,13,-1"
    })
    void sharesOfAWholeHandGradientsBack(String opType, int opset, int axis) {
        OneNode.of(opType, Attribute.of("axis", axis))
                .opset(opset)
                .input("x", "batch", "tokens", 3)
                .differences()
                .check();
        OneNode.of(opType).opset(opset).input("x", "batch", 4).differences().check();
    }
}
