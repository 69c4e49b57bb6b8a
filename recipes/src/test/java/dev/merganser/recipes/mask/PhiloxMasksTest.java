package dev.merganser.recipes.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.stream.IntStream;

class PhiloxMasksTest {
    private static final int MANY = 200_000;

    /** The known answers published with Random123 (kat_vectors, philox4x32 10). */
    @Test
    void theGeneratorGivesThePublishedKnownAnswers() {
        assertThat(philox(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(philox(-1, -1, -1))
                .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(philox(0x85a308d3243f6a88L, 0x0370734413198a2eL, 0x299f31d0a4093822L))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static int[] philox(long low, long high, long key) {
        int[] words = new int[4];
        plainPhilox(low, high, key, words);
        return words;
    }

    /** The plain twin: one counter, round by round. */
    private static void plainPhilox(long low, long high, long key, int[] words) {
        int c0 = (int) low;
        int c1 = (int) (low >>> 32);
        int c2 = (int) high;
        int c3 = (int) (high >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < 10; round++) {
            long product0 = 0xD2511F53L * Integer.toUnsignedLong(c0);
            long product1 = 0xCD9E8D57L * Integer.toUnsignedLong(c2);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        words[0] = c0;
        words[1] = c1;
        words[2] = c2;
        words[3] = c3;
    }

    @Test
    void blocksAreAsThePlainGeneratorSays() {
        long key = 0x123456789abcdef0L;
        long stream = -77;
        for (long number : new long[] {0, 3, (1L << 33) / 512, 1L << 40}) {
            int[] words = PhiloxBlock.words(key, stream, 20_000, number);
            int[] drawn = new int[4];
            for (int i = 0; i < MaskBits.BLOCK; i++) {
                plainPhilox(512 * number + i % 512, stream, key, drawn);
                int bits = drawn[i / 512 % 4] >>> (i / 2048 * 16) & 0x7fff;
                assertThat(MaskBits.isKept(words, i)).isEqualTo(bits < 20_000);
            }
        }
    }

    @Test
    void aDensityTooSmallForItsStepsKeepsSomething() {
        int kept = 0;
        MaskSource.Mask mask = MaskSource.seeded(5).mask("w", 0, 1e-9);
        boolean[] flags = new boolean[1 << 20];
        mask.read(0, flags, flags.length);
        for (boolean flag : flags) {
            kept += flag ? 1 : 0;
        }
        assertThat(kept).isBetween(1, 70); // 32 expected
    }

    /** Computed by an independent program as well. Recipes are only repeatable while this holds. */
    @Test
    void theMaskOfAKeyNeverChanges() {
        assertThat(drawn(42, "layers.0.weight", 0, 0.5, 0, 32))
                .isEqualTo("01101101111000010101101010111100");
        assertThat(drawn(42, "layers.0.weight", 0, 0.5, 1000, 32))
                .isEqualTo("10010111100111110010010000010111");
        assertThat(drawn(42, "layers.0.weight", 1, 0.3, 1L << 40, 32))
                .isEqualTo("00001101100110000110010000000100");
    }

    @Test
    void equalProbabilitiesForEachElementGiveTheMaskOfThatProbability() {
        MaskSource.Mask one = MaskSource.seeded(9).mask("w", 1, 0.3);
        MaskSource.Mask each =
                MaskSource.seeded(9)
                        .mask("w", 1, (from, into, count) -> Arrays.fill(into, 0, count, .3f));
        boolean[] ofOne = new boolean[9001];
        boolean[] ofEach = new boolean[9001];
        one.read(1L << 40, ofOne, ofOne.length);
        each.read(1L << 40, ofEach, ofEach.length);
        assertThat(ofEach).isEqualTo(ofOne);
    }

    /** The plain twin of dropping is to read the flags. */
    @Test
    void dropsWhatTheFlagsSay() {
        MaskSource.Mask mask = MaskSource.seeded(-3).mask("w", 2, 0.3);
        for (int count : new int[] {0, 1, 13, 207, 4096, 9001}) {
            for (long from : new long[] {0, 1, 4, 4096, (1L << 34) - 4096, 1L << 40}) {
                boolean[] kept = new boolean[count];
                mask.read(from, kept, count);
                float[] values = new float[count];
                Arrays.fill(values, -2);
                mask.drop(from, values, count);
                for (int i = 0; i < count; i++) {
                    assertThat(values[i]).isEqualTo(kept[i] ? -2f : 0f);
                }
            }
        }
    }

    @Test
    void theShareOfKeptElementsIsTheDensity() {
        for (double density : new double[] {0.05, 0.3, 0.5, 0.9}) {
            double deviation = Math.sqrt(density * (1 - density) / MANY);
            double share = count(mask(7, "w", 0, density)) / (double) MANY;
            assertThat(share).isCloseTo(density, within(4 * deviation));
        }
    }

    @Test
    void densityZeroKeepsNothingAndOneEverything() {
        assertThat(count(mask(1, "w", 0, 0))).isZero();
        assertThat(count(mask(1, "w", 0, 1))).isEqualTo(MANY);
    }

    @Test
    void masksOfOtherModelsTensorsAndSeedsAreIndependent() {
        boolean[] first = mask(7, "layers.1.weight", 0, 0.5);
        independent(first, mask(7, "layers.1.weight", 1, 0.5));
        independent(first, mask(7, "layers.2.weight", 0, 0.5));
        independent(first, mask(8, "layers.1.weight", 0, 0.5));
    }

    @Test
    void neighbouringElementsAreIndependent() {
        boolean[] mask = mask(7, "w", 0, 0.5);
        for (int lag = 1; lag <= 8; lag++) {
            int agreeing = 0;
            for (int i = lag; i < MANY; i++) {
                agreeing += mask[i] == mask[i - lag] ? 1 : 0;
            }
            half(agreeing, MANY - lag);
        }
    }

    /** Runs of kept and dropped elements: Pearson's χ² over the 16 patterns of four elements. */
    @Test
    void allPatternsOfFourElementsAreEquallyFrequent() {
        boolean[] mask = mask(11, "w", 2, 0.5);
        int[] patterns = new int[16];
        for (int i = 0; i < MANY; i += 4) {
            patterns[
                    bit(mask, i)
                            | bit(mask, i + 1) << 1
                            | bit(mask, i + 2) << 2
                            | bit(mask, i + 3) << 3]++;
        }
        double expected = MANY / 4 / 16.0;
        double chiSquare =
                IntStream.of(patterns)
                        .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                        .sum();
        assertThat(chiSquare).isLessThan(37.7); // 99.9 % point of 15 degrees of freedom
    }

    @Test
    void aMaskDoesNotDependOnWhereItIsReadFrom() {
        MaskSource.Mask mask = MaskSource.seeded(3).mask("w", 0, 0.4);
        boolean[] whole = new boolean[1000];
        mask.read(0, whole, 1000);
        for (int from : new int[] {1, 2, 3, 4, 5, 501, 999}) {
            boolean[] part = new boolean[1000 - from];
            mask.read(from, part, part.length);
            for (int i = 0; i < part.length; i++) {
                assertThat(part[i]).isEqualTo(whole[from + i]);
            }
        }
    }

    private static void independent(boolean[] a, boolean[] b) {
        int agreeing = 0;
        for (int i = 0; i < a.length; i++) {
            agreeing += a[i] == b[i] ? 1 : 0;
        }
        half(agreeing, a.length);
    }

    /** Four standard deviations of a fair coin. */
    private static void half(int heads, int throwsMade) {
        assertThat((double) heads).isCloseTo(throwsMade / 2.0, within(2 * Math.sqrt(throwsMade)));
    }

    private static boolean[] mask(long seed, String tensor, int model, double density) {
        boolean[] kept = new boolean[MANY];
        MaskSource.seeded(seed).mask(tensor, model, density).read(0, kept, MANY);
        return kept;
    }

    private static String drawn(
            long seed, String tensor, int model, double density, long from, int count) {
        boolean[] kept = new boolean[count];
        MaskSource.seeded(seed).mask(tensor, model, density).read(from, kept, count);
        StringBuilder bits = new StringBuilder();
        for (boolean keep : kept) {
            bits.append(keep ? '1' : '0');
        }
        return bits.toString();
    }

    private static int bit(boolean[] mask, int i) {
        return mask[i] ? 1 : 0;
    }

    private static long count(boolean[] mask) {
        return IntStream.range(0, mask.length).filter(i -> mask[i]).count();
    }
}
