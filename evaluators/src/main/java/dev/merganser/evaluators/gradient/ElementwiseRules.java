package dev.merganser.evaluators.gradient;

import static java.util.Map.entry;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.tensor.DType;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Rules of arithmetic, with broadcasting as numpy does it, and of functions of one number. */
final class ElementwiseRules {

    private static final double ERF_SLOPE = 2 / Math.sqrt(Math.PI);
    private static final long FLOAT = 1;

    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Add", at -> passAll(at, 1)),
                    entry("Sum", at -> passAll(at, 1)),
                    entry("Mean", at -> passAll(at, 1.0 / at.node().inputs().size())),
                    entry("Sub", ElementwiseRules::sub),
                    entry("Mul", ElementwiseRules::mul),
                    entry("Div", ElementwiseRules::div),
                    entry("Pow", ElementwiseRules::pow),
                    entry("Min", ElementwiseRules::extreme),
                    entry("Max", ElementwiseRules::extreme),
                    entry("Where", ElementwiseRules::where),
                    entry("Clip", ElementwiseRules::clip),
                    entry("Expand", at -> at.pass(0, 1)),
                    entry("Identity", at -> at.pass(0, 1)),
                    entry("Cast", ElementwiseRules::cast),
                    entry("Dropout", ElementwiseRules::dropout),
                    entry("Neg", at -> at.pass(0, -1)),
                    entry("Abs", times(at -> at.emit("Sign", List.of(at.input(0))))),
                    entry("Exp", times(at -> at.output(0))),
                    entry("Log", at -> at.give(0, quotient(at, 1, at.input(0)))),
                    entry("Sqrt", at -> at.give(0, quotient(at, .5, at.output(0)))),
                    entry("Reciprocal", times(at -> at.scale(square(at, at.output(0)), -1))),
                    entry("Erf", ElementwiseRules::erf),
                    entry("Sin", times(at -> at.emit("Cos", List.of(at.input(0))))),
                    entry("Cos", ElementwiseRules::cos),
                    entry("Tan", times(at -> onePlus(at, square(at, at.output(0))))),
                    entry("Atan", at -> at.give(0, quotient(at, 1, onePlusSquare(at)))),
                    entry("Sinh", times(at -> at.emit("Cosh", List.of(at.input(0))))),
                    entry("Cosh", times(at -> at.emit("Sinh", List.of(at.input(0))))));

    private ElementwiseRules() {}

    /** The rule of a function of one number: the gradient times its derivative. */
    static Rule times(Function<Application, String> derivative) {
        return at -> at.give(0, at.emit("Mul", List.of(at.factor(), derivative.apply(at))));
    }

    /** The gradient times a number, divided by a value of the output's shape. */
    private static String quotient(Application at, double factor, String value) {
        return at.emit("Div", List.of(at.scale(at.factor(), factor), value));
    }

    static String square(Application at, String value) {
        return at.emit("Mul", List.of(value, value));
    }

    private static String onePlusSquare(Application at) {
        return onePlus(at, square(at, at.input(0)));
    }

    private static String onePlus(Application at, String value) {
        return at.emit("Add", List.of(value, at.scalar(1)));
    }

    private static void passAll(Application at, double factor) {
        for (int i = 0; i < at.node().inputs().size(); i++) {
            if (at.wanted(i)) {
                at.pass(i, factor);
            }
        }
    }

    private static void sub(Application at) {
        if (at.wanted(0)) {
            at.pass(0, 1);
        }
        if (at.wanted(1)) {
            at.pass(1, -1);
        }
    }

    private static void mul(Application at) {
        if (at.input(0).equals(at.input(1))) {
            at.give(0, at.emit("Mul", List.of(at.scale(at.factor(), 2), at.input(0))));
            return;
        }
        for (int i = 0; i < 2; i++) {
            if (at.wanted(i)) {
                mul(at, i, at.input(1 - i));
            }
        }
    }

    private static void mul(Application at, int input, String other) {
        Constants.number(at, other)
                .ifPresentOrElse(
                        number -> at.pass(input, number),
                        () -> giveSummed(at, input, product(at, other)));
    }

    /** The gradient times a value that may be narrower than the output. */
    private static String product(Application at, String value) {
        return at.emit("Mul", List.of(factorFor(at, value), value));
    }

    /** The gradient, with 1 along axes only where the value makes up for them. */
    private static String factorFor(Application at, String value) {
        return at.shape(value).equals(at.shape(at.output(0)))
                ? at.factor()
                : at.gradient(0).orElseThrow();
    }

    private static void giveSummed(Application at, int input, String gradient) {
        at.give(input, summed(at, input, gradient));
    }

    private static String summed(Application at, int input, String gradient) {
        return at.unbroadcast(gradient, at.shape(at.output(0)), input);
    }

    private static void div(Application at) {
        String divisor = at.input(1);
        if (at.wanted(0)) {
            Constants.number(at, divisor)
                    .ifPresentOrElse(
                            number -> at.pass(0, 1 / number),
                            () -> giveSummed(at, 0, ratio(at, divisor)));
        }
        if (at.wanted(1)) {
            String share = summed(at, 1, product(at, at.output(0)));
            at.give(1, at.scale(at.emit("Div", List.of(share, divisor)), -1));
        }
    }

    private static String ratio(Application at, String divisor) {
        return at.emit("Div", List.of(factorFor(at, divisor), divisor));
    }

    /** A power of 0 has no slope along its exponent: 0 to any positive number is 0. */
    private static void pow(Application at) {
        if (at.wanted(0)) {
            Constants.number(at, at.input(1))
                    .filter(_ -> at.shape(at.input(0)).equals(at.shape(at.output(0))))
                    .ifPresentOrElse(number -> power(at, number), () -> generalPower(at));
        }
        if (at.wanted(1)) {
            String logarithm = at.emit("Log", List.of(at.input(0)));
            String growth = at.emit("Mul", List.of(at.output(0), logarithm));
            String slope = at.emit("Where", List.of(isZero(at, at.input(0)), at.scalar(0), growth));
            giveSummed(at, 1, at.emit("Mul", List.of(at.factor(), slope)));
        }
    }

    private static void power(Application at, double exponent) {
        String x = at.input(0);
        if (exponent == 0) {
            return; // a constant 1
        }
        if (exponent == 1) {
            at.pass(0, 1);
        } else if (exponent == .5) {
            at.give(0, quotient(at, .5, at.output(0)));
        } else {
            String slope = exponent == 2 ? x : exponent == 3 ? square(at, x) : powerLess(at);
            at.give(0, at.emit("Mul", List.of(at.scale(at.factor(), exponent), slope)));
        }
    }

    /** The base to the exponent less one. */
    private static String powerLess(Application at) {
        double exponent = Constants.number(at, at.input(1)).orElseThrow();
        return at.emit("Pow", List.of(at.input(0), at.scalar((float) (exponent - 1))));
    }

    private static void generalPower(Application at) {
        String exponent = floats(at, 1);
        String less = at.emit("Sub", List.of(exponent, at.scalar(1)));
        String power = at.emit("Pow", List.of(at.input(0), less));
        String product = at.emit("Mul", List.of(exponent, power));
        String none = isZero(at, exponent);
        String slope = at.emit("Where", List.of(none, at.scalar(0), product));
        giveSummed(at, 0, at.emit("Mul", List.of(at.factor(), slope)));
    }

    /** An input that may hold whole numbers, as floats. */
    private static String floats(Application at, int input) {
        String value = at.input(input);
        boolean isFloat =
                at.wanted(input)
                        || at.constant(value).filter(c -> c.dtype() == DType.F32).isPresent();
        return isFloat ? value : at.emit("Cast", List.of(value), Attribute.of("to", FLOAT));
    }

    /** The gradient goes to the input that was taken, of equal ones to the first that is wanted. */
    private static void extreme(Application at) {
        String rest = at.gradient(0).orElseThrow();
        List<Integer> wanted =
                IntStream.range(0, at.node().inputs().size()).boxed().filter(at::wanted).toList();
        for (int i : wanted) {
            String taken = at.emit("Equal", List.of(at.input(i), at.output(0)));
            giveSummed(at, i, select(at, taken, rest));
            if (i != wanted.getLast()) {
                rest = at.emit("Where", List.of(taken, at.scalar(0), rest));
            }
        }
    }

    private static String isZero(Application at, String value) {
        return at.emit("Equal", List.of(value, at.scalar(0)));
    }

    /** The quotient; 0 where the divisor is 0. */
    static String quotientOrZero(Application at, String value, String divisor) {
        String ratio = at.emit("Div", List.of(value, divisor));
        return at.emit("Where", List.of(isZero(at, divisor), at.scalar(0), ratio));
    }

    /** The gradient where a condition holds, otherwise 0. */
    static String select(Application at, String condition, String gradient) {
        return at.emit("Where", List.of(condition, gradient, at.scalar(0)));
    }

    private static void where(Application at) {
        String gradient = at.gradient(0).orElseThrow();
        String condition = at.input(0);
        if (at.wanted(1)) {
            giveSummed(at, 1, select(at, condition, gradient));
        }
        if (at.wanted(2)) {
            giveSummed(at, 2, at.emit("Where", List.of(condition, at.scalar(0), gradient)));
        }
    }

    /** The gradient passes where the value was left as it is. */
    private static void clip(Application at) {
        if (at.wanted(1) || at.wanted(2)) {
            throw new NoRuleException(at.node(), "for its bounds");
        }
        String kept = at.emit("Equal", List.of(at.input(0), at.output(0)));
        at.give(0, select(at, kept, at.gradient(0).orElseThrow()));
    }

    private static void cast(Application at) {
        if (at.node().intAttribute("to", 0) != FLOAT) {
            throw new NoRuleException(at.node(), "for other types than float32");
        }
        at.pass(0, 1);
    }

    /** A dropout that is not in training is the identity. */
    private static void dropout(Application at) {
        String training = at.input(2);
        boolean off =
                training.isEmpty()
                        || at.constant(training)
                                .filter(tensor -> tensor.dtype() == DType.BOOL)
                                .filter(tensor -> tensor.data().get(Constants.BYTE, 0) == 0)
                                .isPresent();
        if (!off) {
            throw new NoRuleException(at.node(), "in training");
        }
        at.pass(0, 1);
    }

    private static void erf(Application at) {
        String minus = at.scale(square(at, at.input(0)), -1);
        String bell = at.emit("Exp", List.of(minus));
        at.give(0, at.emit("Mul", List.of(at.scale(at.factor(), ERF_SLOPE), bell)));
    }

    private static void cos(Application at) {
        String sine = at.emit("Sin", List.of(at.input(0)));
        at.give(0, at.emit("Mul", List.of(at.scale(at.factor(), -1), sine)));
    }
}
