package dev.merganser.recipes.kinship;

/**
 * A product of two weights that a layer computes with, such as {@code W_Qᵀ W_K}, summed over all
 * heads. Permuting heads, or multiplying one factor of each head by an invertible matrix and the
 * other by its inverse, changes both factors and not the product.
 */
record Product(Factor left, Factor right) {

    /**
     * Compares the products of two models on at most 64 × 64 of their elements; the whole product,
     * hidden × hidden, is never formed.
     */
    static Likeness sampled(Product base, Product expert) {
        double[][] ours = base.elements();
        double[][] theirs = expert.elements();
        var sums = new Likeness.Sums();
        for (int i = 0; i < ours.length; i++) {
            for (int j = 0; j < ours[i].length; j++) {
                sums.add(ours[i][j], theirs[i][j]);
            }
        }
        return sums.likeness();
    }

    private double[][] elements() {
        double[][] product = new double[left.sampled()][right.sampled()];
        float[][] ours = left.values();
        float[][] theirs = right.values();
        for (int inner = 0; inner < ours.length; inner++) {
            addOuter(ours[inner], theirs[inner], product);
        }
        return product;
    }

    private static void addOuter(float[] left, float[] right, double[][] sum) {
        for (int i = 0; i < left.length; i++) {
            double factor = left[i];
            double[] row = sum[i];
            for (int j = 0; j < right.length; j++) {
                row[j] += factor * right[j];
            }
        }
    }
}
