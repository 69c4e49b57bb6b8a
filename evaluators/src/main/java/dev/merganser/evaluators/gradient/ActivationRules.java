package dev.merganser.evaluators.gradient;

import static java.util.Map.entry;

import dev.merganser.recipes.graph.Attribute;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Rules of the activations of neural networks. */
final class ActivationRules {

    private static final double ROOT_HALF = Math.sqrt(.5);
    private static final double BELL_HEIGHT = 1 / Math.sqrt(2 * Math.PI);
    private static final double TANH_SCALE = Math.sqrt(2 / Math.PI);
    private static final double TANH_CUBE = .044715;
    private static final float SELU_ALPHA = 1.6732632f;
    private static final float SELU_GAMMA = 1.050701f;

    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Relu", times(ActivationRules::reluSlope)),
                    entry("LeakyRelu", times(ActivationRules::leakySlope)),
                    entry("PRelu", ActivationRules::prelu),
                    entry("Elu", times(ActivationRules::eluSlope)),
                    entry("Celu", times(ActivationRules::celuSlope)),
                    entry("Selu", times(ActivationRules::seluSlope)),
                    entry("Sigmoid", times(ActivationRules::sigmoidSlope)),
                    entry("Tanh", times(at -> oneLess(at, square(at, at.output(0))))),
                    entry("HardSigmoid", ActivationRules::hardSigmoid),
                    entry("HardSwish", times(ActivationRules::hardSwishSlope)),
                    entry("Softplus", times(at -> at.emit("Sigmoid", List.of(at.input(0))))),
                    entry("Softsign", ActivationRules::softsign),
                    entry("Swish", times(at -> swishSlope(at, 1))),
                    entry("Mish", times(ActivationRules::mishSlope)),
                    entry("Gelu", times(at -> geluSlope(at, at.input(0)))),
                    entry("com.microsoft:Gelu", times(at -> geluSlope(at, at.input(0)))),
                    entry("com.microsoft:QuickGelu", times(at -> swishSlope(at, 1.702f))),
                    entry("com.microsoft:FastGelu", at -> biased(at, true)),
                    entry("com.microsoft:BiasGelu", at -> biased(at, false)));

    /** Element types, as ONNX numbers them. */
    private static final long FLAG = 9;

    private static final long FLOAT = 1;

    private ActivationRules() {}

    private static Rule times(Function<Application, String> derivative) {
        return ElementwiseRules.times(derivative);
    }

    private static String square(Application at, String value) {
        return ElementwiseRules.square(at, value);
    }

    private static String mul(Application at, String a, String b) {
        return at.emit("Mul", List.of(a, b));
    }

    private static String add(Application at, String a, String b) {
        return at.emit("Add", List.of(a, b));
    }

    private static String oneLess(Application at, String value) {
        return at.emit("Sub", List.of(at.scalar(1), value));
    }

    /** One value where the input is positive, another elsewhere. */
    private static String bySign(Application at, String positive, String other) {
        String isPositive = at.emit("Greater", List.of(at.input(0), at.scalar(0)));
        return at.emit("Where", List.of(isPositive, positive, other));
    }

    private static String leakySlope(Application at) {
        return bySign(at, at.scalar(1), at.scalar(at.node().floatAttribute("alpha", .01f)));
    }

    /** 1 where the output is not 0; ONNX Runtime casts three times as fast as it takes signs. */
    private static String reluSlope(Application at) {
        String positive = at.emit("Cast", List.of(at.output(0)), Attribute.of("to", FLAG));
        return at.emit("Cast", List.of(positive), Attribute.of("to", FLOAT));
    }

    private static void prelu(Application at) {
        String gradient = at.gradient(0).orElseThrow();
        if (at.wanted(0)) {
            at.give(0, bySign(at, gradient, mul(at, gradient, at.input(1))));
        }
        if (at.wanted(1)) {
            String negative = at.emit("Min", List.of(at.input(0), at.scalar(0)));
            String each = mul(at, gradient, negative);
            at.give(1, at.unbroadcast(each, at.shape(at.output(0)), 1));
        }
    }

    private static String eluSlope(Application at) {
        String alpha = at.scalar(at.node().floatAttribute("alpha", 1));
        return bySign(at, at.scalar(1), add(at, at.output(0), alpha));
    }

    private static String celuSlope(Application at) {
        double alpha = at.node().floatAttribute("alpha", 1);
        String slope = add(at, at.scale(at.output(0), 1 / alpha), at.scalar(1));
        return bySign(at, at.scalar(1), slope);
    }

    private static String seluSlope(Application at) {
        float alpha = at.node().floatAttribute("alpha", SELU_ALPHA);
        float gamma = at.node().floatAttribute("gamma", SELU_GAMMA);
        return bySign(at, at.scalar(gamma), add(at, at.output(0), at.scalar(alpha * gamma)));
    }

    private static String sigmoidSlope(Application at) {
        return at.emit("Sub", List.of(at.output(0), square(at, at.output(0))));
    }

    private static void hardSigmoid(Application at) {
        String y = at.output(0);
        String above = at.emit("Greater", List.of(y, at.scalar(0)));
        String below = at.emit("Less", List.of(y, at.scalar(1)));
        String between = at.emit("And", List.of(above, below));
        String gradient = at.gradient(0).orElseThrow();
        double alpha = at.node().floatAttribute("alpha", .2f);
        at.give(0, ElementwiseRules.select(at, between, at.scale(gradient, alpha)));
    }

    /** 0 up to -3, 1 from 3, and x / 3 + 1 / 2 between. */
    private static String hardSwishSlope(Application at) {
        String x = at.input(0);
        String between = add(at, at.scale(x, 1 / 3.0), at.scalar(.5f));
        String below = at.emit("Less", List.of(x, at.scalar(3)));
        String above = at.emit("Greater", List.of(x, at.scalar(-3)));
        String right = at.emit("Where", List.of(below, between, at.scalar(1)));
        return ElementwiseRules.select(at, above, right);
    }

    private static void softsign(Application at) {
        String size = at.emit("Abs", List.of(at.input(0)));
        String divisor = square(at, add(at, size, at.scalar(1)));
        at.give(0, at.emit("Div", List.of(at.factor(), divisor)));
    }

    /** Of y = x s(ax): s + a (y - y s). */
    private static String swishSlope(Application at, float otherwise) {
        float alpha = at.node().floatAttribute("alpha", otherwise);
        String y = at.output(0);
        String s = at.emit("Sigmoid", List.of(at.scale(at.input(0), alpha)));
        String rest = at.emit("Sub", List.of(y, mul(at, y, s)));
        return add(at, s, at.scale(rest, alpha));
    }

    /** Of x t with t = tanh(softplus(x)): t + x (1 - t²) sigmoid(x). */
    private static String mishSlope(Application at) {
        String x = at.input(0);
        String t = at.emit("Tanh", List.of(at.emit("Softplus", List.of(x))));
        String slope = mul(at, oneLess(at, square(at, t)), at.emit("Sigmoid", List.of(x)));
        return add(at, t, mul(at, x, slope));
    }

    private static String geluSlope(Application at, String x) {
        return at.node().stringAttribute("approximate", "none").equals("tanh")
                ? tanhGeluSlope(at, x)
                : exactGeluSlope(at, x);
    }

    /** The normal distribution's share below x, plus x times its density. */
    private static String exactGeluSlope(Application at, String x) {
        String erf = at.emit("Erf", List.of(at.scale(x, ROOT_HALF)));
        String share = at.scale(add(at, erf, at.scalar(1)), .5);
        String bell = at.emit("Exp", List.of(at.scale(square(at, x), -.5)));
        return add(at, share, mul(at, at.scale(x, BELL_HEIGHT), bell));
    }

    /** Of x (1 + t) / 2 with t = tanh(c (x + d x³)): (1 + t + x (1 - t²) c (1 + 3 d x²)) / 2. */
    private static String tanhGeluSlope(Application at, String x) {
        String square = square(at, x);
        String inner = add(at, at.scale(square, TANH_CUBE), at.scalar(1));
        String t = at.emit("Tanh", List.of(mul(at, at.scale(x, TANH_SCALE), inner)));
        String rise = add(at, at.scale(square, 3 * TANH_CUBE), at.scalar(1));
        String slope = mul(at, oneLess(at, square(at, t)), mul(at, at.scale(x, TANH_SCALE), rise));
        return at.scale(add(at, add(at, t, at.scalar(1)), slope), .5);
    }

    /** A Gelu of a sum of an input and, where it is there, a bias. */
    private static void biased(Application at, boolean tanh) {
        String bias = at.input(1);
        String x = bias.isEmpty() ? at.input(0) : add(at, at.input(0), bias);
        String slope = tanh ? tanhGeluSlope(at, x) : exactGeluSlope(at, x);
        String gradient = mul(at, at.factor(), slope);
        at.give(0, gradient);
        if (at.wanted(1)) {
            at.give(1, at.unbroadcast(gradient, at.shape(at.output(0)), 1));
        }
    }
}
