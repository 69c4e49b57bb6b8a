package dev.merganser.recipes.method.spherical;

/**
 * The Karcher mean of unit vectors, found from their cosines alone: each point on the way to it is
 * a sum of them, u = Σ cᵢuᵢ, and only the shares cᵢ are kept.
 */
final class KarcherMean {
    /** A mean shorter than this, or a sine, is mostly rounding. */
    private static final double TINY = 1e-7;

    private final double[][] cosines;
    private final double[] weights;
    private final double[] shares;

    private KarcherMean(double[][] cosines, double[] weights) {
        this.cosines = cosines;
        this.weights = weights;
        this.shares = weights.clone();
        begin();
    }

    /** Begins at the mean of the models' directions, each the same weight. */
    static KarcherMean of(InnerProducts products) {
        int models = products.models();
        double[][] cosines = new double[models][models];
        double[] weights = new double[models];
        int directed = 0;
        for (int i = 0; i < models; i++) {
            directed += products.norm(0, i) > 0 ? 1 : 0;
            for (int j = 0; j < models; j++) {
                cosines[i][j] = products.cosine(0, i, j);
            }
        }
        for (int i = 0; i < models; i++) {
            weights[i] = products.norm(0, i) > 0 ? 1.0 / directed : 0;
        }
        return new KarcherMean(cosines, weights);
    }

    /** Where the directions cancel, the first of them is where to begin. */
    private void begin() {
        if (norm(shares) >= TINY) {
            scale(1 / norm(shares));
            return;
        }
        boolean found = false;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = weights[i] > 0 && !found ? 1 : 0;
            found |= shares[i] == 1;
        }
    }

    /** Steps towards the mean until a step would be shorter than {@code tol}. */
    void improve(int steps, double tol) {
        for (int step = 0; step < steps; step++) {
            double[] tangent = tangent();
            double length = norm(tangent);
            if (!(length >= tol) || length == 0) {
                return;
            }
            walk(tangent, length);
        }
    }

    /** The shares of the vectors in the mean. */
    double[] shares() {
        return shares;
    }

    /** Σ wᵢ (θᵢ / sin θᵢ) (uᵢ − cos θᵢ u), with θᵢ the angle from u to uᵢ. */
    private double[] tangent() {
        double[] tangent = new double[shares.length];
        double along = 0;
        for (int i = 0; i < shares.length; i++) {
            double cosine = Math.clamp(toMean(i), -1, 1);
            tangent[i] = weights[i] * stretch(cosine);
            along += tangent[i] * cosine;
        }
        for (int i = 0; i < shares.length; i++) {
            tangent[i] -= along * shares[i];
        }
        return tangent;
    }

    private double toMean(int vector) {
        double product = 0;
        for (int j = 0; j < shares.length; j++) {
            product += cosines[vector][j] * shares[j];
        }
        return product;
    }

    /** θ / sin θ; 0 for an opposite vector, towards which there is no one way. */
    private static double stretch(double cosine) {
        double angle = StrictMath.acos(cosine);
        double sine = StrictMath.sin(angle);
        if (sine < TINY) {
            return cosine > 0 ? 1 : 0;
        }
        return angle / sine;
    }

    private void walk(double[] tangent, double length) {
        double stay = StrictMath.cos(length);
        double go = StrictMath.sin(length) / length;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = stay * shares[i] + go * tangent[i];
        }
        double norm = norm(shares);
        scale(norm > 0 ? 1 / norm : 1);
    }

    private void scale(double factor) {
        for (int i = 0; i < shares.length; i++) {
            shares[i] *= factor;
        }
    }

    private double norm(double[] ofShares) {
        double squares = 0;
        for (int i = 0; i < ofShares.length; i++) {
            for (int j = 0; j < ofShares.length; j++) {
                squares += ofShares[i] * ofShares[j] * cosines[i][j];
            }
        }
        return Math.sqrt(Math.max(0, squares));
    }
}
