package dev.merganser.recipes.method;

import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Optional;

/**
 * Statistics that depend on the name of their file only: squares of normal numbers for the tensor
 * itself, a Gram matrix for its layer.
 */
record RandomStatistics(TensorInfo info) implements StatisticsSource {

    @Override
    public Statistics of(int model, String file) {
        return new OfFile(info, file);
    }

    private record OfFile(TensorInfo info, String file) implements Statistics {

        @Override
        public String tensor() {
            return info.name();
        }

        @Override
        public List<String> names() {
            return List.of(tensor());
        }

        @Override
        public Optional<Statistic> find(String name) {
            return name.equals(tensor()) ? Optional.of(squares()) : Optional.of(gram());
        }

        private RandomTensors random() {
            return new RandomTensors(file.hashCode());
        }

        private Statistic squares() {
            float[] values = random().normal((int) info.shape().elements(), 1);
            for (int i = 0; i < values.length; i++) {
                values[i] *= values[i];
            }
            return new Statistic(info.shape(), ArrayMerge.source(values));
        }

        /** Inputs of which each has a part of its own and a share in one that all have. */
        private Statistic gram() {
            int n = Math.toIntExact(info.shape().dims().getLast());
            float[] shared = random().normal(n, 1);
            float[] gram = new float[n * n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    gram[i * n + j] = shared[i] * shared[j] + (i == j ? 1 : 0);
                }
            }
            return new Statistic(Shape.of(n, n), ArrayMerge.source(gram));
        }
    }
}
