package dev.merganser.recipes.tensor;

import java.util.stream.IntStream;

/**
 * The plain twin of {@link Floats}: 16-bit floats by the definition of their formats, narrowing by
 * a search for the nearest of all stored values.
 */
final class SlowFloats {
    private final int fractionBits;
    private final int bias;
    private final double[] positives;

    private SlowFloats(int fractionBits, int bias) {
        this.fractionBits = fractionBits;
        this.bias = bias;
        int infinity = (0x7fff >> fractionBits) << fractionBits;
        this.positives = IntStream.rangeClosed(0, infinity).mapToDouble(this::finite).toArray();
    }

    static SlowFloats of(DType dtype) {
        return dtype == DType.F16 ? new SlowFloats(10, 15) : new SlowFloats(7, 127);
    }

    float toFloat(short stored) {
        int magnitude = stored & 0x7fff;
        if (magnitude > infinity()) {
            return Float.NaN;
        }
        double value = magnitude == infinity() ? Double.POSITIVE_INFINITY : finite(magnitude);
        return (float) (stored < 0 ? -value : value);
    }

    /** To nearest, ties to even; the overflow threshold is where a further exponent would begin. */
    short fromFloat(float value) {
        int sign = Float.floatToRawIntBits(value) < 0 ? 0x8000 : 0;
        double wanted = Math.abs((double) value);
        int above = firstAtLeast(wanted);
        if (above == 0) {
            return (short) sign;
        }
        double low = positives[above - 1];
        double high = positives[above];
        double middle = low + (high - low) / 2;
        boolean up = wanted > middle || (wanted == middle && above % 2 == 0);
        return (short) (sign | (up ? above : above - 1));
    }

    int infinity() {
        return positives.length - 1;
    }

    /** The value of a pattern, that of infinity as if it were one more finite number. */
    private double finite(int magnitude) {
        int exponent = magnitude >> fractionBits;
        double fraction = (magnitude & ((1 << fractionBits) - 1)) / (double) (1 << fractionBits);
        return exponent == 0
                ? fraction * Math.pow(2, 1 - bias)
                : (1 + fraction) * Math.pow(2, exponent - bias);
    }

    private int firstAtLeast(double wanted) {
        int low = 0;
        int high = infinity();
        while (low < high) {
            int middle = (low + high) / 2;
            if (positives[middle] >= wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
