package dev.merganser.optimizer.space;

/** The scales of a range, a step apart, and the genes in [0, 1] that stand for them. */
final class ScaleGrid {

    private static final double NEAR = 1e-6;

    private final double stepsPerUnit;
    private final long lowest;
    private final long steps;

    ScaleGrid(ScaleSettings settings) {
        this.stepsPerUnit = Math.rint(1 / settings.step());
        this.lowest = lowest(settings.low(), stepsPerUnit);
        this.steps = steps(settings.low(), settings.high(), settings.step());
    }

    private static long lowest(double low, double stepsPerUnit) {
        return (long) Math.ceil(low * stepsPerUnit - NEAR);
    }

    /** How many steps there are from the first to the last scale of a range; -1 where none is. */
    static long steps(double low, double high, double step) {
        double perUnit = Math.rint(1 / step);
        return (long) Math.floor(high * perUnit + NEAR) - lowest(low, perUnit);
    }

    /** The scale of a gene. */
    double scale(double gene) {
        return (lowest + Math.round(gene * steps)) / stepsPerUnit;
    }

    /** The nearest scale to any number. */
    double nearest(double scale) {
        return Math.clamp(Math.round(scale * stepsPerUnit), lowest, lowest + steps) / stepsPerUnit;
    }

    /** The gene of the scale 1. */
    double one() {
        return (stepsPerUnit - lowest) / steps;
    }

    double low() {
        return lowest / stepsPerUnit;
    }

    double high() {
        return (lowest + steps) / stepsPerUnit;
    }

    double gene(double scale) throws NotExpressible {
        double step = scale * stepsPerUnit - lowest;
        boolean isOn =
                step >= -NEAR && step <= steps + NEAR && Math.abs(step - Math.rint(step)) <= NEAR;
        if (!isOn) {
            throw new NotExpressible(
                    "its scales must be from %s to %s in steps of %s, found %s"
                            .formatted(low(), high(), 1 / stepsPerUnit, scale));
        }
        return Math.rint(step) / steps;
    }
}
