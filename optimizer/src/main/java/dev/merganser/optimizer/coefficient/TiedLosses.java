package dev.merganser.optimizer.coefficient;

import java.util.List;
import java.util.Optional;

/** Losses of fewer values, some of which several coefficients have together. */
record TiedLosses(Losses losses, Tying tying) implements Losses {

    @Override
    public CoefficientSpace space() {
        return tying.space();
    }

    @Override
    public Optional<String> obstacle() {
        return losses.obstacle();
    }

    @Override
    public Optional<Reading> start(List<Double> coefficients) {
        return losses.start(tying.spread(coefficients));
    }

    @Override
    public Reading loss(long draw, List<Double> coefficients) {
        return losses.loss(draw, tying.spread(coefficients));
    }

    @Override
    public Slope gradient(long draw, List<Double> coefficients) {
        Slope slope = losses.gradient(draw, tying.spread(coefficients));
        double[] gradient = tying.sum(Vectors.array(slope.gradient()));
        return new Slope(slope.reading(), Vectors.list(gradient));
    }

    @Override
    public Reading heldOut(List<Double> coefficients) {
        return losses.heldOut(tying.spread(coefficients));
    }
}
