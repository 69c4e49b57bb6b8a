package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.data.TestItems;
import dev.merganser.evaluators.task.Classification;
import dev.merganser.evaluators.task.LinearHead;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;

import java.util.List;
import java.util.Map;

/** A whole model that classifies images, taken apart: the graph without its loss, and a task. */
final class WholeTask {

    private final WholeModel model;
    private final Tensor head;

    WholeTask(WholeModel model) {
        this.model = model;
        head =
                model.graph().initializers().stream()
                        .map(Initializer::tensor)
                        .filter(each -> each.name().equals("loss.head"))
                        .findFirst()
                        .orElseThrow();
    }

    Graph graph() {
        Graph graph = model.graph();
        ValueInfo features =
                ValueInfo.of(
                        "features",
                        DType.F32,
                        Dim.of("batch"),
                        Dim.of(head.shape().dims().getFirst()));
        return graph.withOutputs(List.of(features))
                .withNodes(
                        graph.nodes().stream()
                                .filter(node -> !node.name().startsWith("/" + WholeModel.LOSS))
                                .toList())
                .withInitializers(
                        graph.initializers().stream()
                                .filter(each -> !each.name().startsWith(WholeModel.OF_LOSS))
                                .toList());
    }

    /** Its search items are the model's inputs. */
    Task task() {
        Tensor images = model.inputs().get("image");
        List<Long> dims = images.shape().dims();
        Shape item = new Shape(dims.subList(1, dims.size()));
        Items items = TestItems.of(item, images.floats(), new int[dims.getFirst().intValue()]);
        return Classification.task(
                model.name(), Map.of(Split.SEARCH, items, Split.VALIDATION, items), linear());
    }

    int items() {
        return model.inputs().get("image").shape().dims().getFirst().intValue();
    }

    private LinearHead linear() {
        int classes = head.shape().dims().getLast().intValue();
        float[] turned =
                WholeModels.turned(head.floats(), head.shape().dims().getFirst().intValue());
        return LinearHead.of(turned, new float[classes]);
    }
}
