package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Relu",
                "LeakyRelu",
                "Elu",
                "Celu",
                "Selu",
                "Sigmoid",
                "Tanh",
                "HardSigmoid",
                "Softplus",
                "Softsign"
            })
    void activationsHandBackTheirSlope(String opType) {
        OneNode.of(opType).input("x", "batch", 3, 2).differences().between(-2.3, 2.3).check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LeakyRelu", "Elu", "Celu", "Selu", "HardSigmoid"})
    void activationsKnowTheirSteepness(String opType) {
        OneNode.of(opType, Attribute.of("alpha", .37f))
                .input("x", "batch", 5)
                .differences()
                .between(-2.3, 2.3)
                .check();
    }

    @Test
    void aSeluKnowsItsScale() {
        OneNode.of("Selu", Attribute.of("gamma", 2f)).input("x", "batch", 5).differences().check();
    }

    @Test
    void aHardSigmoidIsSteepOnlyBetweenItsEnds() {
        OneNode.of("HardSigmoid", Attribute.of("alpha", .3f), Attribute.of("beta", .4f))
                .input("x", "batch", 7)
                .differences()
                .between(-4, 3.7)
                .step(1 / 256f)
                .check();
    }

    @Test
    void aHardSwishIsCurvedBetweenMinusThreeAndThree() {
        OneNode.of("HardSwish")
                .input("x", "batch", 7)
                .differences()
                .between(-4.5, 4.4)
                .step(1 / 256f)
                .check();
    }

    @Test
    void aMishHandsBackItsSlope() {
        OneNode.of("Mish").opset(18).input("x", "batch", 3).differences().check();
    }

    @Test
    void theSlopesOfAPreluGetGradientsToo() {
        OneNode.of("PRelu").input("x", "batch", 3, "tokens").input("s", 3, 1).differences().check();
        OneNode.of("PRelu").input("x", "batch", 3).input("s", 1).differences().check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "tanh"})
    void aGeluHandsBackItsSlope(String approximation) {
        OneNode.of("Gelu", Attribute.of("approximate", approximation))
                .opset(20)
                .input("x", "batch", 3, 2)
                .differences()
                .check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Gelu", "QuickGelu", "FastGelu"})
    void gelusOfOnnxRuntimeHandBackTheirSlope(String opType) {
        OneNode.of(opType).domain("com.microsoft").input("x", "batch", 3, 2).differences().check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BiasGelu", "FastGelu"})
    void aBiasInAGeluGetsItsGradient(String opType) {
        OneNode.of(opType)
                .domain("com.microsoft")
                .input("x", "batch", "tokens", 3)
                .input("bias", 3)
                .differences()
                .check();
    }
}
