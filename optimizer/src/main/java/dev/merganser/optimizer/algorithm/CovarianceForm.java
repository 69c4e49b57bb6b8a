package dev.merganser.optimizer.algorithm;

/** The two forms of the covariance matrix of CMA-ES, and what hangs on them. */
enum CovarianceForm {

    /** A full matrix; the population grows at restarts. */
    FULL("full_cmaes", 1e-9, true) {
        @Override
        SearchDistribution around(double[] mean, double stepSize, int population) {
            StrategyConstants constants = StrategyConstants.full(mean.length, population);
            return new FullStrategy(constants, mean, stepSize);
        }
    },

    /** A diagonal; its stream of random numbers has been called {@code cmaes} from the start. */
    SEPARABLE("cmaes", 1e-6, false) {
        @Override
        SearchDistribution around(double[] mean, double stepSize, int population) {
            StrategyConstants constants = StrategyConstants.separable(mean.length, population);
            return new SeparableStrategy(constants, mean, stepSize);
        }
    };

    private final String stream;
    private final double convergedDeviation;
    private final boolean grows;

    CovarianceForm(String stream, double convergedDeviation, boolean grows) {
        this.stream = stream;
        this.convergedDeviation = convergedDeviation;
        this.grows = grows;
    }

    /** A new search distribution of this form. */
    abstract SearchDistribution around(double[] mean, double stepSize, int population);

    /** The name of the stream of random numbers. */
    String stream() {
        return stream;
    }

    /** The largest standard deviation of a gene below which nothing more is to be found. */
    double convergedDeviation() {
        return convergedDeviation;
    }

    /** Whether the population doubles at a restart. */
    boolean grows() {
        return grows;
    }
}
