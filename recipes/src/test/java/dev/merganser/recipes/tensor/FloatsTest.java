package dev.merganser.recipes.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class FloatsTest {
    private static final long SEED = 20_260_101;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void everyStoredValueDecodesByTheDefinitionOfItsFormat(DType dtype) {
        var slow = SlowFloats.of(dtype);
        float[] expected = new float[1 << 16];
        for (int pattern = 0; pattern < expected.length; pattern++) {
            expected[pattern] = slow.toFloat((short) pattern);
        }
        assertThat(bits(decode(dtype, allPatterns()))).isEqualTo(bits(expected));
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void decodingThenEncodingGivesTheSameBits(DType dtype) {
        short[] patterns = allPatterns();
        short[] again = encode(dtype, decode(dtype, patterns));
        var slow = SlowFloats.of(dtype);
        for (int i = 0; i < patterns.length; i++) {
            boolean isNan = (patterns[i] & 0x7fff) > slow.infinity();
            boolean stillNan = (again[i] & 0x7fff) > slow.infinity();
            if (isNan && stillNan) {
                again[i] = patterns[i]; // a NaN may become quiet
            }
        }
        assertThat(again).isEqualTo(patterns);
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void narrowingRoundsToTheNearestWithTiesToEven(DType dtype) {
        var slow = SlowFloats.of(dtype);
        float[] values = aroundEveryMiddle(dtype);
        short[] expected = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            expected[i] = slow.fromFloat(values[i]);
        }
        assertThat(encode(dtype, values)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void wholeAndLargeAndSpecialValuesNarrowAsTheyShould(DType dtype) {
        float[] values = {
            0f,
            -0f,
            1f,
            -2.5f,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE,
            -Float.MIN_VALUE
        };
        float infinity = Float.POSITIVE_INFINITY;
        float[] expected = {0f, -0f, 1f, -2.5f, infinity, -infinity, infinity, -infinity, 0f, -0f};
        for (int i = 0; i < values.length; i++) {
            assertThat(Float.floatToIntBits(Floats.round(dtype, values[i])))
                    .as("%s of %s", dtype, values[i])
                    .isEqualTo(Float.floatToIntBits(expected[i]));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16"})
    void everyNanStaysNan(DType dtype) {
        int[] bits = {0x7f800001, 0x7fc00000, 0x7fffffff, 0xff800001, 0xffffffff, 0x7fa5a5a5};
        for (int nan : bits) {
            assertThat(Floats.round(dtype, Float.intBitsToFloat(nan))).isNaN();
            assertThat(roundTrip(dtype, new float[] {Float.intBitsToFloat(nan)})[0]).isNaN();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 207, 4098, 10_007})
    void vectorsAndPlainLoopsGiveTheSameBits(int n) {
        var random = random(n);
        for (DType dtype : List.of(DType.F16, DType.BF16)) {
            var slow = SlowFloats.of(dtype);
            short[] stored = new short[n];
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                stored[i] = (short) random.nextInt();
                values[i] = finite(random);
            }
            float[] decoded = new float[n];
            short[] encoded = new short[n];
            float[] rounded = new float[n];
            for (int i = 0; i < n; i++) {
                decoded[i] = slow.toFloat(stored[i]);
                encoded[i] = slow.fromFloat(values[i]);
                rounded[i] = slow.toFloat(encoded[i]);
            }
            assertThat(bits(decode(dtype, stored))).isEqualTo(bits(decoded));
            assertThat(encode(dtype, values)).isEqualTo(encoded);
            Floats.round(dtype, values, 0, n);
            assertThat(bits(values)).isEqualTo(bits(rounded));
        }
    }

    @Test
    void nansAmongVectorsBecomeQuietAndKeepTheirSign() {
        float[] values = new float[5000];
        Arrays.fill(values, 1.5f);
        values[4] = Float.intBitsToFloat(0xff800001);
        short[] stored = encode(DType.BF16, values);
        assertThat(stored[3]).isEqualTo((short) 0x3fc0);
        assertThat(stored[4]).isEqualTo((short) 0xffc0);
    }

    @Test
    void doublesRoundOnceToFloat() {
        MemorySegment stored = MemorySegment.ofArray(new byte[8 * 4]);
        double[] doubles = {1 + 0x1p-24, 1 + 0x1.8p-23, 1e300, -1e-300};
        for (int i = 0; i < 4; i++) {
            stored.set(
                    ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                    8L * i,
                    doubles[i]);
        }
        float[] values = new float[4];
        Floats.decode(DType.F64, stored, 0, values, 0, 4);
        assertThat(values).containsExactly(1f, 1 + 0x1p-22f, Float.POSITIVE_INFINITY, -0f);
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16"})
    void positionsAreElementsAndNothingElseIsTouched(DType dtype) {
        for (int n : List.of(0, 1, 13, 207, 4098)) {
            float[] values = new float[n + 5];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 64;
            }
            MemorySegment stored = MemorySegment.ofArray(new byte[(n + 6) * dtype.bytes()]);
            Floats.encode(dtype, values, 2, n, stored, 3);
            float[] back = new float[n + 4];
            Floats.decode(dtype, stored, 3, back, 1, n);
            float[] expected = new float[n + 4];
            System.arraycopy(values, 2, expected, 1, n);
            assertThat(back).isEqualTo(expected);
            assertThat(stored.asSlice(0, 3L * dtype.bytes()).toArray(ValueLayout.JAVA_BYTE))
                    .containsOnly(0);
            assertThat(stored.asSlice((n + 3L) * dtype.bytes()).toArray(ValueLayout.JAVA_BYTE))
                    .containsOnly(0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16"})
    void segmentsOfEveryKindAndAlignmentWork(DType dtype) {
        int n = 20_001;
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = i % 200 - 100;
        }
        try (Arena arena = Arena.ofConfined()) {
            long bytes = (long) n * dtype.bytes();
            MemorySegment odd = arena.allocate(bytes + 1).asSlice(1);
            MemorySegment heap = MemorySegment.ofArray(new byte[(int) bytes]);
            MemorySegment floats = MemorySegment.ofArray(new float[(int) bytes / 4 + 1]);
            for (MemorySegment stored : List.of(odd, heap, floats)) {
                Floats.encode(dtype, MemorySegment.ofArray(values), 0, n, stored, 0);
                float[] back = new float[n];
                Floats.decode(dtype, stored.asReadOnly(), 0, MemorySegment.ofArray(back), 0, n);
                assertThat(back).isEqualTo(values);
            }
        }
    }

    @Test
    void wholeNumbersAndPositionsOutsideAreRefused() {
        MemorySegment four = MemorySegment.ofArray(new byte[8]);
        assertThatThrownBy(() -> Floats.decode(DType.I16, four, 0, new float[4], 0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("I16");
        assertThatThrownBy(() -> Floats.decode(DType.F16, four, 1, new float[4], 0, 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Floats.decode(DType.BF16, four, 0, new float[4], 1, 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static float[] roundTrip(DType dtype, float[] values) {
        MemorySegment stored = MemorySegment.ofArray(new byte[values.length * dtype.bytes()]);
        Floats.encode(dtype, values, 0, values.length, stored, 0);
        float[] back = new float[values.length];
        Floats.decode(dtype, stored, 0, back, 0, back.length);
        return back;
    }

    private static float[] decode(DType dtype, short[] stored) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[2 * stored.length]);
        MemorySegment.copy(stored, 0, bytes, SHORT, 0, stored.length);
        float[] values = new float[stored.length];
        Floats.decode(dtype, bytes, 0, values, 0, values.length);
        return values;
    }

    private static short[] encode(DType dtype, float[] values) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[2 * values.length]);
        Floats.encode(dtype, values, 0, values.length, bytes, 0);
        return bytes.toArray(SHORT);
    }

    /** One pattern for all NaNs, and zeros told apart by their signs. */
    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }

    private static short[] allPatterns() {
        short[] patterns = new short[1 << 16];
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = (short) i;
        }
        return patterns;
    }

    /** The middle between each two neighbours, and the floats just below and above it. */
    private static float[] aroundEveryMiddle(DType dtype) {
        var slow = SlowFloats.of(dtype);
        float[] values = new float[6 * slow.infinity() - 6];
        for (int i = 0; i < slow.infinity() - 1; i++) {
            double low = slow.toFloat((short) i);
            float middle = (float) ((low + slow.toFloat((short) (i + 1))) / 2);
            values[6 * i] = middle;
            values[6 * i + 1] = Math.nextUp(middle);
            values[6 * i + 2] = Math.nextDown(middle);
            values[6 * i + 3] = -middle;
            values[6 * i + 4] = -Math.nextUp(middle);
            values[6 * i + 5] = -Math.nextDown(middle);
        }
        return values;
    }

    /** Any exponent, any fraction, no NaN. */
    private static float finite(RandomGenerator random) {
        float value = Float.intBitsToFloat(random.nextInt());
        return Float.isNaN(value) ? 1f : value;
    }

    private static RandomGenerator random(int n) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + n);
    }
}
