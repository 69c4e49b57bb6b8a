package dev.merganser.optimizer.surrogate;

/** The terms of a quadratic of several variables: xᵢ², xᵢxⱼ (i &lt; j), xᵢ, 1. */
final class QuadraticTerms {

    private QuadraticTerms() {}

    /** How many there are, and so how many points it takes at least: (n + 1)(n + 2) / 2. */
    static int count(int variables) {
        return Math.toIntExact((variables + 1L) * (variables + 2L) / 2);
    }

    /** Their values at a point. */
    static double[] at(double[] point) {
        int n = point.length;
        double[] terms = new double[count(n)];
        int next = 0;
        for (double x : point) {
            terms[next++] = x * x;
        }
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                terms[next++] = point[i] * point[j];
            }
        }
        for (double x : point) {
            terms[next++] = x;
        }
        terms[next] = 1;
        return terms;
    }
}
