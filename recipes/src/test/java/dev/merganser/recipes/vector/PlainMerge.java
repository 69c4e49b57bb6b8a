package dev.merganser.recipes.vector;

import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The plain twin of {@link WeightVectors}: arrays, loops, and the same coefficients. */
final class PlainMerge {

    final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    final List<Direction> directions;
    final TensorDivision division;
    private final Map<String, int[]> owners = new HashMap<>();
    private final Map<String, float[]> base = new LinkedHashMap<>();
    private final List<Map<String, float[]>> vectors = new ArrayList<>();

    /** Two models, each with a coefficient for a few tensors and one for the others. */
    PlainMerge(TensorDivision division) {
        this.division = division;
        tensor("scalar", Shape.of());
        tensor("small", Shape.of(13));
        tensor("table", Shape.of(9, 23));
        tensor("long", Shape.of(4098));
        tensor("longer", Shape.of(3, 4100));
        tensor("same", Shape.of(5));
        directions = new ArrayList<>();
        for (int model = 0; model < 2; model++) {
            vectors.add(vectors(model));
            for (int part = 0; part < division.parts(); part++) {
                directions.add(new Direction(model, tensors("small", "table", "same"), part));
                directions.add(new Direction(model, tensors("scalar", "long", "longer"), part));
            }
        }
    }

    private static Set<String> tensors(String... names) {
        return Set.of(names);
    }

    private void tensor(String name, Shape shape) {
        tensors.put(name, new TensorInfo(name, DType.F32, shape));
        base.put(name, steps(new RandomTensors(name.hashCode()).normal(size(name), 1), 1 << 8));
    }

    /** The first model does not change every tensor; nobody changes {@code same}. */
    private Map<String, float[]> vectors(int model) {
        Map<String, float[]> ours = new LinkedHashMap<>();
        for (String name : tensors.keySet()) {
            boolean none = name.equals("same") || (model == 0 && name.equals("small"));
            ours.put(
                    name,
                    none
                            ? new float[size(name)]
                            : steps(
                                    new RandomTensors(model + name.hashCode())
                                            .normal(size(name), .1),
                                    1 << 12));
        }
        return ours;
    }

    /** So that a sum of base and vectors is exact in float32. */
    private static float[] steps(float[] values, int ofOne) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.round(values[i] * ofOne) / ofOne;
        }
        return values;
    }

    int size(String name) {
        return (int) info(name).shape().elements();
    }

    private TensorInfo info(String name) {
        return Objects.requireNonNull(tensors.get(name));
    }

    WeightVectors read() {
        return WeightVectors.read(this::at, directions, division, tensors.keySet());
    }

    WeightSource at(double[] coefficients) {
        return new Source(coefficients);
    }

    /** The coefficient of an element of the vector of a model. */
    private int owner(String tensor, int model, int element) {
        return owners.computeIfAbsent(tensor + " " + model, _ -> owners(tensor, model))[element];
    }

    private int[] owners(String tensor, int model) {
        int[] parts = new int[size(tensor)];
        division.of(info(tensor)).read(0, parts, parts.length);
        int[] ofPart = new int[division.parts()];
        for (int i = 0; i < directions.size(); i++) {
            Direction direction = directions.get(i);
            if (direction.model() == model && direction.tensors().contains(tensor)) {
                ofPart[direction.part()] = i;
            }
        }
        return Arrays.stream(parts).map(part -> ofPart[part]).toArray();
    }

    private float value(String tensor, int model, int element) {
        return Objects.requireNonNull(vectors.get(model).get(tensor))[element];
    }

    float[] merged(String tensor, double[] coefficients) {
        float[] values = Objects.requireNonNull(base.get(tensor)).clone();
        for (int i = 0; i < values.length; i++) {
            double sum = values[i];
            for (int model = 0; model < 2; model++) {
                sum += coefficients[owner(tensor, model, i)] * value(tensor, model, i);
            }
            values[i] = (float) sum;
        }
        return values;
    }

    void contract(String tensor, float[] gradient, double[] sums) {
        for (int model = 0; model < 2; model++) {
            for (int i = 0; i < gradient.length; i++) {
                sums[owner(tensor, model, i)] += (double) gradient[i] * value(tensor, model, i);
            }
        }
    }

    double[] norms() {
        double[] norms = new double[directions.size()];
        for (String tensor : tensors.keySet()) {
            for (int model = 0; model < 2; model++) {
                for (int i = 0; i < size(tensor); i++) {
                    norms[owner(tensor, model, i)] += Math.pow(value(tensor, model, i), 2);
                }
            }
        }
        for (int i = 0; i < norms.length; i++) {
            norms[i] = Math.sqrt(norms[i]);
        }
        return norms;
    }

    private final class Source implements WeightSource {
        private final double[] coefficients;

        Source(double[] coefficients) {
            this.coefficients = coefficients.clone();
        }

        @Override
        public Optional<TensorInfo> info(String name) {
            return Optional.ofNullable(tensors.get(name));
        }

        @Override
        public void read(String name, MemorySegment out) {
            float[] values = merged(name, coefficients);
            MemorySegment.copy(values, 0, out, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values.length);
        }
    }
}
