package dev.merganser.evaluators;

import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.WeightSource;
import dev.merganser.recipes.vector.LinearWeights;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loss of coefficients that the weights of a graph depend on, and its gradient: the graph is
 * run forward and backward with θ(c), and the gradient of each weight is contracted with what the
 * coefficients multiply. The same call gives the same bits, whatever the number of threads and
 * whatever was asked before. For one thread at a time; batches are run in parallel inside. Owns its
 * native memory until closed.
 */
@SuppressWarnings("DoNotCallSuggester") // soon they do not only throw
public final class LossScorer implements AutoCloseable {

    private LossScorer() {}

    /**
     * Cuts a graph, opens its sessions and divides the search items of the tasks.
     *
     * @param tasks with distinct names, at least one; each must be able to give the loss
     * @param weights of the graph's weights by canonical name, in the graph's orientation
     * @param models what may teach, by alias
     */
    public static LossScorer open(
            Graph graph,
            List<Task> tasks,
            LinearWeights weights,
            Map<String, WeightSource> models,
            LossSettings losses,
            GradientSettings gradients,
            RuntimeSettings settings) {
        throw notYet();
    }

    private static UnsupportedOperationException notYet() {
        return new UnsupportedOperationException("Losses of coefficients are not there yet");
    }

    /** Why {@link #gradient} cannot be asked, such as an operator without a rule; empty: it can. */
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    /**
     * Says where the descent starts, which the losses of tasks are divided by under {@code
     * Balance.INITIAL}; must then be called before anything else is asked. Without that balance it
     * changes nothing.
     *
     * @return the loss on draw 0 there, before the division; empty where nothing was computed
     */
    public Optional<LossValue> start(double[] coefficients) {
        return Optional.empty();
    }

    /** The loss on the items of a draw, counted from 0. */
    public LossValue loss(long draw, double[] coefficients) {
        throw notYet();
    }

    /** The loss on the items of a draw with its gradient; wrong use where there is an obstacle. */
    public LossGradient gradient(long draw, double[] coefficients) {
        throw notYet();
    }

    /** The loss on all items that are held out from the draws. */
    public LossValue heldOut(double[] coefficients) {
        throw notYet();
    }

    @Override
    public void close() {}
}
