package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;

import java.util.List;
import java.util.Optional;

/**
 * One node that is being differentiated: what a rule may ask, and where it emits the nodes of the
 * gradient graph. Values are known by their names in the forward graph; every name that a rule uses
 * as an input is available in the gradient graph, computed again or handed over.
 */
interface Application {

    /** The node of the forward graph. */
    Node node();

    /** Name of an input; empty where it is left out. */
    String input(int index);

    /** Name of an output. */
    String output(int index);

    /**
     * Shape of a forward value in a probe run, whose batch and length are larger than 1 and unlike
     * other sizes. Ranks and sizes of 1 hold for every run; other sizes may differ.
     */
    Shape shape(String value);

    /** The value of a forward value that is the same in every run. */
    Optional<Tensor> constant(String value);

    /** Version of ONNX's own operators in the graph, such as 14. */
    long opset();

    /** Whether the gradient of an input is asked for. */
    boolean wanted(int input);

    /** The gradient of an output; empty where the loss does not depend on it. */
    Optional<String> gradient(int output);

    /**
     * The gradient of the first output as a factor of a product with a value of that output's
     * shape: it may have 1 where it is the same along an axis, which saves expanding it.
     */
    String factor();

    /** Emits a node of ONNX's own operators with one output; returns its name. */
    String emit(String opType, List<String> inputs, Attribute... attributes);

    /** Emits a node with several outputs; returns their names. */
    List<String> emitAll(String opType, List<String> inputs, int outputs, Attribute... attributes);

    /** The product of two stacks of matrices of one rank. */
    String product(String left, String right);

    /** A value times a number; the value itself where that is 1. */
    String scale(String value, double factor);

    /** A float32 scalar in the gradient graph. */
    String scalar(float value);

    /** An int64 vector in the gradient graph. */
    String longs(long... values);

    /** Any constant in the gradient graph. */
    String constant(Tensor value);

    /** The dimensions of a forward value at run time, as an int64 vector. */
    String shapeOf(String value);

    /** A sum over axes; the axes stay as 1 where kept. None: the value itself. */
    String sum(String value, boolean keepAxes, long... axes);

    /** As {@link #sum} with another reduction, such as {@code ReduceMean}. */
    String reduce(String opType, String value, boolean keepAxes, long... axes);

    /** A value without axes of size 1. None: the value itself. */
    String squeeze(String value, long... axes);

    /** A value with axes of size 1 put in, counted in the result. None: the value itself. */
    String unsqueeze(String value, long... axes);

    /**
     * Sums a gradient of the broadcast shape over the axes along which an input was repeated, so
     * that it has that input's shape. A matrix must have as many rows as the first output.
     *
     * @param shape the broadcast shape, that of the gradient in the probe run
     */
    String unbroadcast(String gradient, Shape shape, int input);

    /** Hands a gradient to an input; what several nodes hand to one value is added up. */
    void give(int input, String gradient);

    /**
     * Hands on a gradient that has 1 where it is the same along an axis of the input; it is
     * expanded where a rule asks for that.
     */
    void giveNarrow(int input, String gradient);

    /**
     * Hands the gradient of the first output on, times a number and summed along axes where the
     * input was repeated.
     */
    void pass(int input, double factor);

    /**
     * Hands rows of a gradient to an input that is read by row, instead of a full tensor of mostly
     * zeros: row {@code r} of the gradient belongs to row {@code indices[r]} of the input.
     *
     * @param indices int64 or int32 of any shape
     * @param rows that shape, followed by the input's dimensions without the first
     */
    void giveRows(int input, String indices, String rows);
}
