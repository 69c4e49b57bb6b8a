package dev.merganser.recipes.lora;

/** The decoded factors of a product, row-major. */
final class Factors {

    private final float[] left;
    private final float[] right;

    /**
     * Keeps the arrays, not copies.
     *
     * @param left {@code [rows, rank]}
     * @param right {@code [rank, columns]}
     */
    Factors(float[] left, float[] right) {
        this.left = left;
        this.right = right;
    }

    float[] left() {
        return left;
    }

    float[] right() {
        return right;
    }

    long bytes() {
        return Float.BYTES * ((long) left.length + right.length);
    }
}
