package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Block;

import java.util.List;

/**
 * How much an element of a model's task vector matters, to the model itself and to the others
 * (PCB-Merging, arXiv:2410.02396): exp(N x²) · inter, where x is its clipped magnitude between the
 * limits and inter the agreement with the others. As float32, in which balances are ranked.
 *
 * @param clips limits of each model
 * @param perPair whether the agreement is summed over pairs of models (vision): Σⱼ tanh(xᵢxⱼ); or
 *     taken of the sum of the task vectors (language): tanh(δᵢ Σⱼ δⱼ)
 */
record Balance(List<Clip> clips, boolean perPair) implements Ranking.Scores {
    /** Larger exponents would overflow; a common factor of all balances has no effect. */
    private static final int LARGEST_EXPONENT = 80;

    Balance {
        clips = List.copyOf(clips);
    }

    @Override
    public float[][] of(Block deltas) {
        int models = clips.size();
        float[][] balances = new float[models][deltas.length()];
        double[] positions = new double[models];
        for (int i = 0; i < deltas.length(); i++) {
            for (int m = 0; m < models; m++) {
                positions[m] = clips.get(m).normalized(deltas.model(m)[i]);
            }
            double sum = perPair ? 0 : sum(deltas, i);
            for (int m = 0; m < models; m++) {
                double inter =
                        perPair
                                ? agreement(positions, m)
                                : StrictMath.tanh(deltas.model(m)[i] * sum);
                balances[m][i] = (float) (inter == 0 ? 0 : intra(positions[m]) * inter);
            }
        }
        return balances;
    }

    private double intra(double position) {
        int excess = Math.max(0, clips.size() - LARGEST_EXPONENT);
        return StrictMath.exp(clips.size() * position * position - excess);
    }

    private static double agreement(double[] positions, int model) {
        double agreement = 0;
        for (double other : positions) {
            agreement += StrictMath.tanh(positions[model] * other);
        }
        return agreement;
    }

    private static double sum(Block deltas, int i) {
        double sum = 0;
        for (int m = 0; m < deltas.models(); m++) {
            sum += deltas.model(m)[i];
        }
        return sum;
    }
}
