package dev.merganser.recipes.mask;

import java.nio.charset.StandardCharsets;

/**
 * Masks from the counter-based generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel
 * random numbers: as easy as 1, 2, 3", SC 2011, doi:10.1145/2063384.2063405).
 *
 * <p>The key is the seed. The counter is a number (64 bits) and a fingerprint of tensor and model
 * (64 bits: FNV-1a over the name's UTF-8 and the model's number, four bytes little-endian). Of the
 * 4096 elements of block b, element j takes the counter 512 b + j mod 512 and of its words that of
 * number ⌊j / 512⌋ mod 4: the lower half where j is below 2048, else the upper. An element is kept
 * where the lowest 15 bits of its half are below density · 2¹⁵, rounded, but not to 0. Recipes
 * depend on all of this: it must never change.
 */
final class PhiloxMasks implements MaskSource {
    private static final int LIMITS = 1 << 15;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** In place of a model's number. */
    private static final int OF_ALL_MODELS = -1;

    private final long seed;

    PhiloxMasks(long seed) {
        this.seed = seed;
    }

    @Override
    public Mask mask(String tensor, int model, double density) {
        return new Drawn(seed, fingerprint(tensor, model), limit(density));
    }

    @Override
    public Mask mask(String tensor, int model, Densities densities) {
        return new DrawnEach(seed, fingerprint(tensor, model), densities);
    }

    @Override
    public Partition partition(String tensor, int parts) {
        return new DrawnParts(seed, fingerprint(tensor, OF_ALL_MODELS), parts);
    }

    private record DrawnEach(long seed, long stream, Densities densities) implements BlockMask {
        @Override
        public int[] block(long number) {
            float[] each = new float[MaskBits.BLOCK];
            densities.read(number * MaskBits.BLOCK, each, each.length);
            int[] drawn = PhiloxBlock.drawn(seed, stream, number);
            int[] kept = new int[MaskBits.WORDS];
            for (int i = 0; i < each.length; i++) {
                if (drawn[i] < limit(each[i])) {
                    kept[i % MaskBits.WORDS] |= 1 << (i / MaskBits.WORDS);
                }
            }
            return kept;
        }
    }

    private record Drawn(long seed, long stream, int limit) implements BlockMask {
        @Override
        public int[] block(long number) {
            return PhiloxBlock.words(seed, stream, limit, number);
        }
    }

    /** Fifteen bits from this on drop their element; at least 1 unless nothing is kept. */
    private static int limit(double density) {
        return density > 0 ? (int) Math.max(1, Math.round(density * LIMITS)) : 0;
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
