package dev.merganser.recipes.method;

import java.nio.charset.StandardCharsets;

/**
 * Masks from the counter-based generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel
 * random numbers: as easy as 1, 2, 3", SC 2011, doi:10.1145/2063384.2063405).
 *
 * <p>The key is the seed. The counter is the number of a group of four elements (64 bits) and a
 * fingerprint of tensor and model (64 bits: FNV-1a over the name's UTF-8 and the model's number,
 * four bytes little-endian). Word {@code i & 3} of group {@code i >>> 2} decides element {@code i}:
 * it is kept where the word, read unsigned, is below density · 2³². Recipes depend on all of this:
 * it must never change.
 */
final class PhiloxMasks implements MaskSource {
    static final int MULTIPLIER_0 = 0xD2511F53;
    static final int MULTIPLIER_1 = 0xCD9E8D57;
    static final int WEYL_0 = 0x9E3779B9;
    static final int WEYL_1 = 0xBB67AE85;
    static final int ROUNDS = 10;
    private static final double TWO_32 = 0x1p32;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;

    PhiloxMasks(long seed) {
        this.seed = seed;
    }

    @Override
    public Mask mask(String tensor, int model, double density) {
        return new Drawn(seed, fingerprint(tensor, model), Math.round(density * TWO_32));
    }

    /** Element by element for flags; by {@link PhiloxRun} for whole blocks. */
    private record Drawn(long seed, long stream, long limit) implements Mask {

        @Override
        public void read(long from, boolean[] kept, int count) {
            int[] words = new int[4];
            long group = -1;
            for (int i = 0; i < count; i++) {
                long element = from + i;
                if (element >>> 2 != group) {
                    group = element >>> 2;
                    philox(group, stream, seed, words);
                }
                kept[i] = Integer.toUnsignedLong(words[(int) element & 3]) < limit;
            }
        }

        @Override
        public int[] block(long number) {
            return PhiloxRun.block(seed, stream, limit, number);
        }
    }

    /** The ten rounds: {@code words} receives the four outputs for this counter and key. */
    static void philox(long counterLow, long counterHigh, long key, int[] words) {
        int c0 = (int) counterLow;
        int c1 = (int) (counterLow >>> 32);
        int c2 = (int) counterHigh;
        int c3 = (int) (counterHigh >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = Integer.toUnsignedLong(MULTIPLIER_0) * Integer.toUnsignedLong(c0);
            long product1 = Integer.toUnsignedLong(MULTIPLIER_1) * Integer.toUnsignedLong(c2);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        words[0] = c0;
        words[1] = c1;
        words[2] = c2;
        words[3] = c3;
    }

    private static long fingerprint(String tensor, int model) {
        long hash = FNV_OFFSET;
        for (byte b : tensor.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            hash = (hash ^ ((model >>> shift) & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
