package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.segment.ConstantNodes;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reverse-mode differentiation of a graph: the graph that, given the gradients of a loss with
 * respect to outputs, computes those with respect to inputs. Each node on the way hands its part
 * back by the {@link Rule} of its operator; forward values that rules use are taken from outside or
 * computed again.
 */
final class Differentiation {

    private final Graph forward;
    private final Map<String, Shape> shapes;
    private final Dependence dependence;
    private final SameShape same;
    private final Emission emission;
    private final Gradients gradients;
    private final Map<String, String> cotangents = new LinkedHashMap<>();

    private Differentiation(Graph forward, Map<String, Shape> shapes, Dependence dependence) {
        this.forward = forward;
        this.shapes = shapes;
        this.dependence = dependence;
        this.same = SameShape.of(forward, shapes);
        this.emission = new Emission(forward, same);
        this.gradients = new Gradients(emission);
    }

    /**
     * The gradient graph of a forward graph.
     *
     * @param probeShapes shapes of all values in a run whose open sizes are larger than 1 and
     *     unlike other sizes
     * @param seeded float outputs of the forward graph on which the loss depends
     * @param wanted float inputs whose gradients are asked for
     * @param available float values that can be handed over besides the inputs; those that are not
     *     needed are left out, others that are needed are computed again from these and the inputs
     * @throws NoRuleException for an operator without a rule
     */
    static Backward of(
            Graph forward,
            Map<String, Shape> probeShapes,
            Set<String> seeded,
            Set<String> wanted,
            Set<String> available) {
        Graph plain = ConstantNodes.asInitializers(forward);
        var differentiation = new Differentiation(plain, probeShapes, Dependence.of(plain, wanted));
        differentiation.sweep(seeded, wanted);
        return differentiation.backward(wanted, available);
    }

    private void sweep(Set<String> seeded, Set<String> wanted) {
        seeded.stream().filter(dependence::contains).sorted().forEach(this::seed);
        Map<String, Tensor> constants = constants();
        var norms = new WrittenNorms(forward, constants);
        var around =
                new NodeApplication.Surroundings(
                        dependence, shapes, constants, emission, gradients, wanted);
        for (Node node : dependence.path(seeded)) {
            if (node.outputs().stream().anyMatch(gradients::has)) {
                norms.endingWith(node)
                        .ifPresentOrElse(
                                norm -> norm.rule().apply(new NodeApplication(norm.node(), around)),
                                () -> rule(node).apply(new NodeApplication(node, around)));
            }
        }
    }

    private static Rule rule(Node node) {
        return Rules.find(node).orElseThrow(() -> new NoRuleException(node));
    }

    private void seed(String output) {
        String cotangent = emission.name("of");
        cotangents.put(output, cotangent);
        gradients.add(output, cotangent);
    }

    private Map<String, Tensor> constants() {
        Set<String> fed =
                forward.fedInputs().stream().map(ValueInfo::name).collect(Collectors.toSet());
        return forward.initializers().stream()
                .map(Initializer::tensor)
                .filter(tensor -> !fed.contains(tensor.name()))
                .collect(Collectors.toMap(Tensor::name, Function.identity()));
    }

    private Backward backward(Set<String> wanted, Set<String> available) {
        var results = new GradientOutputs(emission);
        wanted.stream()
                .sorted()
                .forEach(input -> gradients.full(input).ifPresent(g -> results.add(input, g)));
        gradients.rows().forEach(results::addRows);
        var assembly = new Assembly(forward, shapes, same, available, cotangents, emission);
        return assembly.backward(results);
    }
}
