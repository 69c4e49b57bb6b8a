package dev.merganser.evaluators.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;

import java.util.Map;
import java.util.function.Function;

/** Operators on each element, and reductions, as PyTorch computes them. */
final class ElementOperators {

    static final Map<String, Function<Call, NDArray>> ALL =
            Map.ofEntries(
                    Map.entry("Add", c -> c.in(0).add(c.in(1))),
                    Map.entry("Sub", c -> c.in(0).sub(c.in(1))),
                    Map.entry("Mul", c -> c.in(0).mul(c.in(1))),
                    Map.entry("Div", ElementOperators::div),
                    Map.entry("Pow", c -> c.in(0).pow(c.in(1))),
                    Map.entry("Neg", c -> c.in(0).neg()),
                    Map.entry("Sqrt", c -> c.in(0).sqrt()),
                    Map.entry("Reciprocal", c -> c.in(0).pow(-1)),
                    Map.entry("Exp", c -> c.in(0).exp()),
                    Map.entry("Log", c -> c.in(0).log()),
                    Map.entry("Erf", c -> c.in(0).erf()),
                    Map.entry("Sin", c -> c.in(0).sin()),
                    Map.entry("Cos", c -> c.in(0).cos()),
                    Map.entry("Tanh", c -> c.in(0).tanh()),
                    Map.entry("Sigmoid", c -> Activation.sigmoid(c.in(0))),
                    Map.entry("Relu", c -> Activation.relu(c.in(0))),
                    Map.entry("Cast", c -> c.in(0).toType(type(c), true)),
                    Map.entry("Identity", c -> c.in(0)),
                    Map.entry("Where", ElementOperators::where),
                    Map.entry("LessOrEqual", c -> c.in(0).lte(c.in(1))),
                    Map.entry("Softmax", c -> c.in(0).softmax(c.axis("axis", -1))),
                    Map.entry("LogSoftmax", c -> c.in(0).logSoftmax(c.axis("axis", -1))),
                    Map.entry("ReduceMean", c -> mean(c.in(0), c.axes(1), keeps(c))),
                    Map.entry("ReduceSum", c -> c.in(0).sum(c.axes(1), keeps(c))),
                    Map.entry("BatchNormalization", ElementOperators::batchNorm));

    private ElementOperators() {}

    private static NDArray div(Call call) {
        NDArray quotient = call.in(0).div(call.in(1));
        return call.in(0).getDataType() == DataType.INT64
                ? quotient.floor().toType(DataType.INT64, true)
                : quotient;
    }

    /** Both choices as large as the condition; DJL does not broadcast here. */
    private static NDArray where(Call call) {
        NDArray ones = call.in(0).toType(DataType.FLOAT64, true).zerosLike().add(1);
        return NDArrays.where(call.in(0), call.in(1).mul(ones), call.in(2).mul(ones));
    }

    /** Axis by axis: DJL takes one at a time. */
    static NDArray mean(NDArray array, int[] axes, boolean keeps) {
        NDArray mean = array;
        for (int axis : axes) {
            mean = mean.mean(new int[] {axis}, true);
        }
        return keeps ? mean : mean.squeeze(axes);
    }

    private static boolean keeps(Call call) {
        return call.node().intAttribute("keepdims", 1) == 1;
    }

    /** All floats are float64 here. */
    private static DataType type(Call call) {
        long to = call.node().intAttribute("to", 0);
        return switch ((int) to) {
            case 1 -> DataType.FLOAT64;
            case 6, 7 -> DataType.INT64;
            case 9 -> DataType.BOOLEAN;
            default -> throw new IllegalArgumentException("Cast to type " + to);
        };
    }

    private static NDArray batchNorm(Call call) {
        double epsilon = call.node().floatAttribute("epsilon", 1e-5f);
        NDArray deviation = channels(call, 4).add(epsilon).sqrt();
        NDArray unit = call.in(0).sub(channels(call, 3)).div(deviation);
        return unit.mul(channels(call, 1)).add(channels(call, 2));
    }

    /** A [channels] input as [1, channels, 1, …]. */
    private static NDArray channels(Call call, int input) {
        long[] dims = new long[call.rank(0)];
        java.util.Arrays.fill(dims, 1);
        dims[1] = call.in(input).size();
        return call.in(input).reshape(dims);
    }
}
