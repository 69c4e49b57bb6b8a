package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.FloatVectors;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.runtime.Rows;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.task.Reading.Place;
import dev.merganser.recipes.error.WrongUseException;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The mean squared difference of states from the teacher's: of each row over what is no padding,
 * then over an item's rows, then over the states.
 *
 * @param task for messages
 * @param states values {@code [batch, …]} of the model, or {@code [batch · tokens, …]}; where rows
 *     are no texts, also {@code [batch · patches, …]}
 * @param taught what the teacher gave for the same batch
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record HiddenLoss(
        String task,
        List<String> states,
        Rows rows,
        Reading reading,
        int[] items,
        Map<String, Output> taught,
        double factor)
        implements BatchLoss {

    HiddenLoss {
        states = List.copyOf(states);
        taught = Map.copyOf(taught);
    }

    @Override
    public Set<String> values() {
        return Set.copyOf(states);
    }

    @Override
    public double backward(
            Batch batch, Map<String, Output> values, Map<String, MemorySegment> cotangents) {
        double[] weights = weights(batch);
        double sum = 0;
        for (String state : states) {
            Output given = Objects.requireNonNull(values.get(state));
            requireRows(batch, state, given);
            long perRow = perRow(batch, given);
            double[] gradient = new double[Math.toIntExact(perRow)];
            for (int r = 0; r < batch.count(); r++) {
                sum += row(batch, r, weights[r], state, given, gradient);
                if (cotangents.containsKey(state)) {
                    FloatVectors.add(gradient, cotangents.get(state), r * perRow);
                }
            }
        }
        return sum;
    }

    /** What each row of a batch counts: an item is 1, shared by its rows. */
    private double[] weights(Batch batch) {
        var vectors = new BatchVectors(reading, batch);
        double[] weights = new double[batch.count()];
        for (int item : items) {
            List<Integer> ours = reading.places(item).stream().map(Place::row).distinct().toList();
            ours.forEach(
                    row -> weights[vectors.index(row)] += factor / (ours.size() * states.size()));
        }
        return weights;
    }

    private static long perRow(Batch batch, Output state) {
        return state.shape().elements() / batch.count();
    }

    private void requireRows(Batch batch, String state, Output given) {
        if (given.shape().rank() < 2 || !isOfRows(batch, given.shape().dims().getFirst())) {
            throw new WrongUseException(
                    "Task '%s': the loss 'hidden' needs states [batch, …] or [batch · tokens, …], but '%s' is %s for %d rows of %d."
                            .formatted(task, state, given.shape(), batch.count(), batch.length()));
        }
    }

    /** Rows without positions of their own, such as images, may have any number of them inside. */
    private static boolean isOfRows(Batch batch, long first) {
        long rows = batch.count();
        return batch.length() > 1
                ? first == rows || first == rows * batch.length()
                : first % rows == 0;
    }

    /** The loss of one row of a state; its gradient goes to an array that is written over. */
    private double row(
            Batch batch, int r, double weight, String state, Output given, double[] gradient) {
        Output teacher = Objects.requireNonNull(taught.get(state));
        long from = r * perRow(batch, given);
        double[] ours = FloatVectors.read(given.floats(), from, gradient.length);
        double[] theirs = FloatVectors.read(teacher.floats(), from, gradient.length);
        int count = kept(batch, r, given);
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            double difference = i < count ? ours[i] - theirs[i] : 0;
            gradient[i] = 2 * weight * difference / count;
            sum += difference * difference;
        }
        return weight * sum / count;
    }

    /** How many values of a row are no padding; they come first. */
    private int kept(Batch batch, int r, Output given) {
        long all = perRow(batch, given);
        return Math.toIntExact(
                hasTokens(batch, given.shape().dims())
                        ? all / batch.length() * rows.length(batch.rows()[r])
                        : all);
    }

    private static boolean hasTokens(Batch batch, List<Long> dims) {
        boolean apart = dims.size() > 2 && dims.get(1) == batch.length();
        boolean together = dims.getFirst() == (long) batch.count() * batch.length();
        return batch.length() > 1 && (apart || together);
    }
}
