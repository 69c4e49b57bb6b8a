package dev.merganser.optimizer.surrogate;

/**
 * The terms of a quadratic of several genes in [0, 1]: uᵢ², uᵢuⱼ (i &lt; j), uᵢ, 1, where u = 2x −
 * 1. About the middle of the cube, squares look less like their genes than about a corner, and a
 * ridge pulls to the mean rather than to what the corner has.
 */
final class QuadraticTerms {

    private QuadraticTerms() {}

    /** How many there are, and so how many points it takes at least: (n + 1)(n + 2) / 2. */
    static int count(int variables) {
        return Math.toIntExact(countLong(variables));
    }

    /** The same of any number of variables. */
    static long countLong(int variables) {
        return (variables + 1L) * (variables + 2L) / 2;
    }

    /** Their values at a point. */
    static double[] at(double[] point) {
        int n = point.length;
        double[] terms = new double[count(n)];
        int firstLinear = terms.length - n - 1;
        int next = n;
        for (int i = 0; i < n; i++) {
            double u = 2 * point[i] - 1;
            terms[i] = u * u;
            terms[firstLinear + i] = u;
            for (int j = i + 1; j < n; j++) {
                terms[next++] = u * (2 * point[j] - 1);
            }
        }
        terms[terms.length - 1] = 1;
        return terms;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
