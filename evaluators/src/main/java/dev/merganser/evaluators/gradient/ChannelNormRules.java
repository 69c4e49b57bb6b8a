package dev.merganser.evaluators.gradient;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Rules of normalizations whose scale and bias belong to channels, the second axis. */
final class ChannelNormRules {

    private static final float EPSILON = 1e-5f;
    private static final long GROUPS_SCALE_CHANNELS = 21;

    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("BatchNormalization", ChannelNormRules::batchNorm),
                    entry("InstanceNormalization", ChannelNormRules::instanceNorm),
                    entry("GroupNormalization", ChannelNormRules::groupNorm));

    private ChannelNormRules() {}

    private static int rank(Application at) {
        return at.shape(at.input(0)).rank();
    }

    private static String gradient(Application at) {
        return at.gradient(0).orElseThrow();
    }

    private static float epsilon(Application at) {
        return at.node().floatAttribute("epsilon", EPSILON);
    }

    private static String binary(Application at, String opType, String a, String b) {
        return at.emit(opType, List.of(a, b));
    }

    /** A value per channel, ready to be repeated along the other axes. */
    private static String wide(Application at, String perChannel) {
        return at.unsqueeze(perChannel, LongStream.range(1, rank(at) - 1).toArray());
    }

    /** A sum for each channel. */
    private static String perChannel(Application at, String value) {
        return at.sum(value, false, Axes.without(1, rank(at)));
    }

    /** With the mean and variance of training: y = (x - mean) / deviation scale + bias. */
    private static void batchNorm(Application at) {
        if (at.node().intAttribute("training_mode", 0) != 0) {
            throw new NoRuleException(at.node(), "in training");
        }
        String safe = binary(at, "Add", at.input(4), at.scalar(epsilon(at)));
        String deviation = at.emit("Sqrt", List.of(safe));
        String factor = binary(at, "Div", at.input(1), deviation);
        if (at.wanted(0)) {
            at.give(0, binary(at, "Mul", gradient(at), wide(at, factor)));
        }
        giveStatistics(at, factor, deviation);
    }

    private static void giveStatistics(Application at, String factor, String deviation) {
        if (at.wanted(2)) {
            at.give(2, perChannel(at, gradient(at)));
        }
        if (at.wanted(3)) {
            String sum = perChannel(at, gradient(at));
            at.give(3, at.scale(binary(at, "Mul", sum, factor), -1));
        }
        if (at.wanted(1) || at.wanted(4)) {
            String shifted = binary(at, "Sub", at.input(0), wide(at, at.input(3)));
            String sum = perChannel(at, binary(at, "Mul", gradient(at), shifted));
            String ofScale = binary(at, "Div", sum, deviation);
            at.give(1, ofScale);
            String share = binary(at, "Div", factor, deviation);
            at.give(4, at.scale(binary(at, "Mul", ofScale, share), -.5));
        }
    }

    /** Each channel of each item by itself. */
    private static void instanceNorm(Application at) {
        var unit = Normalized.of(at, at.input(0), epsilon(at), true, Axes.from(2, rank(at)));
        giveScaleAndBias(at, unit.unit());
        if (at.wanted(0)) {
            at.give(0, unit.gradient(at, ofUnit(at)));
        }
    }

    private static String ofUnit(Application at) {
        return binary(at, "Mul", gradient(at), wide(at, at.input(1)));
    }

    private static void giveScaleAndBias(Application at, String unit) {
        if (at.wanted(1)) {
            at.give(1, perChannel(at, binary(at, "Mul", gradient(at), unit)));
        }
        if (at.wanted(2)) {
            at.give(2, perChannel(at, gradient(at)));
        }
    }

    /** Channels of a group together; before opset 21 also their scale and bias. */
    private static void groupNorm(Application at) {
        long groups = at.node().intAttribute("num_groups", 1);
        String grouped = at.longs(0, groups, -1);
        String x = at.emit("Reshape", List.of(at.input(0), grouped));
        var unit = Normalized.of(at, x, epsilon(at), true, 2);
        String ofUnit;
        if (at.opset() >= GROUPS_SCALE_CHANNELS) {
            giveScaleAndBias(at, shaped(at, unit.unit()));
            ofUnit = at.emit("Reshape", List.of(ofUnit(at), grouped));
        } else {
            String gradient = at.emit("Reshape", List.of(gradient(at), grouped));
            giveScaleAndBiasOfGroups(at, gradient, unit.unit());
            ofUnit = binary(at, "Mul", gradient, at.unsqueeze(at.input(1), 1));
        }
        if (at.wanted(0)) {
            at.give(0, shaped(at, unit.gradient(at, ofUnit)));
        }
    }

    private static String shaped(Application at, String grouped) {
        return at.emit("Reshape", List.of(grouped, at.shapeOf(at.input(0))));
    }

    private static void giveScaleAndBiasOfGroups(Application at, String gradient, String unit) {
        if (at.wanted(1)) {
            at.give(1, at.sum(binary(at, "Mul", gradient, unit), false, 0, 2));
        }
        if (at.wanted(2)) {
            at.give(2, at.sum(gradient, false, 0, 2));
        }
    }
}
