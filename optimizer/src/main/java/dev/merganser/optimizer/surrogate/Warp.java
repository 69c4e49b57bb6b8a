package dev.merganser.optimizer.surrogate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a quadratic goes through before it is compared with a metric (MAP, arXiv:2406.07529). */
public enum Warp {
    /** As it is. */
    IDENTITY {
        @Override
        double value(double z) {
            return z;
        }

        @Override
        double slope(double z) {
            return 1;
        }

        @Override
        double inverse(double value) {
            return value;
        }
    },

    /** Between 0 and 1, as accuracies are. */
    SIGMOID {
        @Override
        double value(double z) {
            return 1 / (1 + StrictMath.exp(-z));
        }

        @Override
        double slope(double z) {
            return value(z) * (1 - value(z));
        }

        @Override
        double inverse(double value) {
            double inside = Math.clamp(value, EDGE, 1 - EDGE);
            return StrictMath.log(inside / (1 - inside));
        }
    },

    /** Above 0, as losses are. */
    SOFTPLUS {
        @Override
        double value(double z) {
            return z > LINEAR ? z : StrictMath.log1p(StrictMath.exp(z));
        }

        @Override
        double slope(double z) {
            return SIGMOID.value(z);
        }

        @Override
        double inverse(double value) {
            double inside = Math.max(value, EDGE);
            return inside > LINEAR ? inside : StrictMath.log(StrictMath.expm1(inside));
        }
    };

    private static final double EDGE = 1e-3;
    private static final double LINEAR = 30;

    /** The word in settings. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The warp of a word. */
    public static Optional<Warp> named(String word) {
        return Arrays.stream(values()).filter(warp -> warp.key().equals(word)).findFirst();
    }

    /** The words of all. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Warp::key).toList();
    }

    /** The metric that a value of the quadratic stands for. */
    abstract double value(double z);

    /** Derivative of {@link #value}. */
    abstract double slope(double z);

    /** What the quadratic should be for a metric; values at or beyond the edge are moved inside. */
    abstract double inverse(double value);
}
