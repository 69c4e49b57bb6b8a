package dev.merganser.evaluators.gradient;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/** Rules of shares of a whole along axes. */
final class SoftmaxRules {

    private static final long SOFTMAX_OF_ONE_AXIS = 13;

    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Softmax", SoftmaxRules::softmax),
                    entry("LogSoftmax", SoftmaxRules::logSoftmax));

    private SoftmaxRules() {}

    private static void softmax(Application at) {
        String y = at.output(0);
        String weighted = mul(at, at.factor(), y);
        String mean = at.sum(weighted, true, softmaxAxes(at));
        at.give(0, mul(at, y, sub(at, at.factor(), mean)));
    }

    private static void logSoftmax(Application at) {
        String gradient = at.gradient(0).orElseThrow();
        String sum = at.sum(gradient, true, softmaxAxes(at));
        String share = mul(at, at.emit("Exp", List.of(at.output(0))), sum);
        at.give(0, sub(at, gradient, share));
    }

    /** Before opset 13 all axes from one on are one. */
    private static long[] softmaxAxes(Application at) {
        int rank = at.shape(at.input(0)).rank();
        boolean one = at.opset() >= SOFTMAX_OF_ONE_AXIS;
        long axis = Axes.normal(at.node().intAttribute("axis", one ? -1 : 1), rank);
        return one ? new long[] {axis} : Axes.from(axis, rank);
    }

    private static String mul(Application at, String a, String b) {
        return at.emit("Mul", List.of(a, b));
    }

    private static String sub(Application at, String a, String b) {
        return at.emit("Sub", List.of(a, b));
    }
}
