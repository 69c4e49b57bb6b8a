package dev.merganser.results.indicator;

/** What every indicator asks of the points it is given. */
final class Fronts {

    private Fronts() {}

    /** Refuses sets that are empty, ragged, of different objectives or not finite. */
    static void require(double[][]... fronts) {
        int objectives = fronts[0].length == 0 ? 0 : fronts[0][0].length;
        for (double[][] front : fronts) {
            if (front.length == 0) {
                throw new IllegalArgumentException("A front must have at least one point");
            }
            for (double[] point : front) {
                require(point, objectives);
            }
        }
    }

    /** Refuses a point of another number of objectives or one that is not finite. */
    static void require(double[] point, int objectives) {
        if (point.length != objectives || objectives == 0) {
            throw new IllegalArgumentException(
                    "All points must have as many objectives, at least 1, found %d and %d"
                            .formatted(point.length, objectives));
        }
        for (double cost : point) {
            if (!Double.isFinite(cost)) {
                throw new IllegalArgumentException("Costs must be finite, found " + cost);
            }
        }
    }
}
