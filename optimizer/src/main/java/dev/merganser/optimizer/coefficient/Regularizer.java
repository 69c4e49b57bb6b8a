package dev.merganser.optimizer.coefficient;

/** What a method adds to the loss to keep coefficients where they are at home. */
public interface Regularizer {

    /** Adds nothing. */
    Regularizer NONE =
            new Regularizer() {
                @Override
                public double value(double[] coefficients) {
                    return 0;
                }

                @Override
                public void addGradient(double[] coefficients, double[] gradient) {}
            };

    /** What is added at a point. */
    double value(double[] coefficients);

    /** Adds its gradient at a point to that of the loss. */
    void addGradient(double[] coefficients, double[] gradient);
}
