package dev.merganser.evaluators.oracle;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;

import dev.merganser.evaluators.gradient.WholeGradient;
import dev.merganser.evaluators.gradient.WholeModel;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.tensor.Tensor;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gradients of whole models by PyTorch's automatic differentiation, in float64. */
final class TorchOracle {

    private TorchOracle() {}

    static WholeGradient gradient(WholeModel model) {
        try (NDManager manager = NDManager.newBaseManager(null, "PyTorch");
                var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Map<String, NDArray> values = values(model, manager);
            for (Tensor weight : model.weights()) {
                values.get(weight.name()).setRequiresGradient(true);
            }
            return new WholeGradient(descend(model, values, manager), gradients(model, values));
        }
    }

    private static double descend(
            WholeModel model, Map<String, NDArray> values, NDManager manager) {
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray loss = TorchGraph.run(model.graph(), values, WholeModel.LOSS, manager);
            collector.backward(loss);
            return loss.toDoubleArray()[0];
        }
    }

    private static Map<String, NDArray> values(WholeModel model, NDManager manager) {
        Map<String, NDArray> values = new HashMap<>();
        for (Initializer initializer : model.graph().initializers()) {
            values.put(initializer.name(), TorchTensors.of(initializer.tensor(), manager));
        }
        model.inputs().forEach((name, input) -> values.put(name, TorchTensors.of(input, manager)));
        return values;
    }

    private static SortedMap<String, double[]> gradients(
            WholeModel model, Map<String, NDArray> values) {
        var gradients = new TreeMap<String, double[]>();
        for (Tensor weight : model.weights()) {
            gradients.put(weight.name(), values.get(weight.name()).getGradient().toDoubleArray());
        }
        return gradients;
    }
}
