package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.LaneSum;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MergeTensor.Stretch;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * By how much the unified task vector of EMR-Merging must grow to be as large as each model's own.
 *
 * @param factors one for each model
 */
record Rescalers(List<Double> factors) {

    Rescalers {
        factors = List.copyOf(factors);
    }

    static Rescalers of(FlattenedModel model) {
        double[] own = new double[model.models()];
        double[] masked = new double[model.models()];
        for (MergeTensor tensor : model.tensors()) {
            for (Sums part : parts(tensor)) {
                for (int m = 0; m < own.length; m++) {
                    own[m] += part.own[m].total() / tensor.elements();
                    masked[m] += part.masked[m].total() / tensor.elements();
                }
            }
        }
        return new Rescalers(
                IntStream.range(0, own.length)
                        .mapToObj(m -> masked[m] > 0 ? own[m] / masked[m] : 1)
                        .toList());
    }

    private static List<Sums> parts(MergeTensor tensor) {
        return tensor.overStretches(MergeTensor.STRETCH, Rescalers::sums);
    }

    private static Sums sums(Stretch stretch) {
        var sums = new Sums(stretch.tensor().models().size());
        FlattenedModel.forEachDelta(stretch, sums::add);
        return sums;
    }

    /** The factor of one model. */
    double of(int model) {
        return factors.get(model);
    }

    /** Magnitudes of the task vectors, and of what their masks leave of the unified one. */
    private static final class Sums {
        private final LaneSum[] own;
        private final LaneSum[] masked;

        Sums(int models) {
            own = Stream.generate(LaneSum::new).limit(models).toArray(LaneSum[]::new);
            masked = Stream.generate(LaneSum::new).limit(models).toArray(LaneSum[]::new);
        }

        void add(Block deltas) {
            float[] unified = unified(deltas);
            for (int m = 0; m < own.length; m++) {
                float[] delta = deltas.model(m);
                own[m].addMagnitudes(deltas.from(), delta, deltas.length());
                masked[m].addMagnitudes(deltas.from(), masked(delta, unified), deltas.length());
            }
        }

        private static float[] unified(Block deltas) {
            float[] unified = new float[deltas.length()];
            for (int i = 0; i < unified.length; i++) {
                unified[i] = Emr.unified(deltas, i);
            }
            return unified;
        }

        private static float[] masked(float[] delta, float[] unified) {
            float[] masked = new float[unified.length];
            for (int i = 0; i < masked.length; i++) {
                masked[i] = (double) delta[i] * unified[i] > 0 ? unified[i] : 0;
            }
            return masked;
        }
    }
}
