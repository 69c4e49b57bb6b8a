package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.Step;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.plan.LayerFactors;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Goes along a path and gathers the factors of its layers. */
final class ScaleFolder {

    /**
     * What an epsilon may be beside a state of length 1 so that features stay within 1e-4,
     * docs/data-flow.md: 1e-5 in the norms allows products above .22.
     */
    private static final double LARGEST_EPSILON = 2e-4;

    private final LayerPool pool;
    private final LayerPath path;
    private final Map<Integer, Map<String, Double>> factors = new TreeMap<>();

    ScaleFolder(LayerPool pool, LayerPath path) {
        this.pool = pool;
        this.path = path;
    }

    ScaleFolding fold() {
        Optional<String> problem =
                structure()
                        .or(
                                () ->
                                        switch (path.scaling()) {
                                            case BRANCHES -> branches();
                                            case INPUT -> inputs();
                                        });
        return problem.<ScaleFolding>map(ScaleFolding.Refused::new)
                .orElseGet(() -> new ScaleFolding.Folded(new LayerFactors(factors)));
    }

    /** Weights without scales are a checkpoint, all whose layers compute the same. */
    private Optional<String> structure() {
        return path.layers().stream()
                .map(layer -> PathLayer.of(pool.graphOf(path, layer.model()), layer.layer()))
                .distinct()
                .flatMap(layer -> pool.differenceFromBase(layer.model(), layer.layer()).stream())
                .findFirst();
    }

    private Optional<String> branches() {
        for (int p = 0; p < path.layers().size(); p++) {
            PathLayer layer = path.layers().get(p);
            if (layer.isScaled()) {
                Optional<String> problem = fold(p, anatomy(layer), layer.scale());
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> inputs() {
        double product = 1;
        for (int p = 0; p < path.layers().size(); p++) {
            PathLayer layer = path.layers().get(p);
            if (!(layer.scale() > 0)) {
                return Optional.of(
                        "scales of inputs must be positive, but %s has %s"
                                .formatted(place(p), layer.scale()));
            }
            product *= layer.scale();
            if (!(Math.abs(Math.log(product)) < Math.log(Float.MAX_VALUE))) {
                return Optional.of(
                        "the product of the scales up to %s is %s".formatted(place(p), product));
            }
            Optional<String> problem = product == 1 ? Optional.empty() : input(p, product);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return product == 1 ? Optional.empty() : head(product);
    }

    private Optional<String> input(int position, double product) {
        LayerAnatomy anatomy = anatomy(path.layers().get(position));
        if (anatomy.notInvariant().isPresent()) {
            return Optional.of(
                    "scales of inputs need pre-norm layers, but in %s %s"
                            .formatted(place(position), anatomy.notInvariant().get()));
        }
        return tooSmall(anatomy, product, place(position))
                .or(() -> fold(position, anatomy, 1 / product));
    }

    private Optional<String> head(double product) {
        String model = pool.graphOf(path, path.head().orElse(pool.base()));
        for (PoolStep head : pool.heads(model)) {
            LayerAnatomy anatomy = LayerAnatomy.ofHead(head);
            if (anatomy.notInvariant().isPresent()) {
                return Optional.of(
                        "scales of inputs need a head that begins with a norm, but in that of model %s %s"
                                .formatted(Quoted.text(model), anatomy.notInvariant().get()));
            }
            Optional<String> problem =
                    tooSmall(anatomy, product, "the head of model " + Quoted.text(model));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    /** In plain weights the state is longer by 1/product, but the epsilon of norms is as before. */
    private static Optional<String> tooSmall(LayerAnatomy anatomy, double product, String place) {
        return anatomy.epsilon() / (product * product) <= LARGEST_EPSILON
                ? Optional.empty()
                : Optional.of(
                        "the product of the scales up to %s is %s, beside which the %s in its norms would be too large"
                                .formatted(place, (float) product, (float) anatomy.epsilon()));
    }

    private LayerAnatomy anatomy(PathLayer layer) {
        return LayerAnatomy.of(
                pool.layer(pool.graphOf(path, layer.model()), layer.layer(), Optional.empty()));
    }

    private String place(int position) {
        PathLayer layer = path.layers().get(position);
        return "layer %d of model %s".formatted(layer.layer(), Quoted.text(layer.model()));
    }

    /** Multiplies what the branches of a layer end in. */
    private Optional<String> fold(int position, LayerAnatomy anatomy, double factor) {
        if (anatomy.branches().isEmpty()) {
            return Optional.of("nothing is added to the state in " + place(position));
        }
        Map<String, Double> ours = new HashMap<>();
        for (LayerAnatomy.Branch branch : anatomy.branches()) {
            if (branch.notFoldable().isPresent()) {
                return Optional.of(
                        "a branch of %s does not end in weights of its own: %s"
                                .formatted(place(position), branch.notFoldable().get()));
            }
            for (String tensor : branch.tensors()) {
                Optional<LayerName> name = own(position, tensor);
                if (name.isEmpty()) {
                    return Optional.of(
                            "weight %s of %s is not its own"
                                    .formatted(Quoted.text(tensor), place(position)));
                }
                ours.put(name.get().rest(), factor);
            }
        }
        factors.put(position, ours);
        return Optional.empty();
    }

    /** The name of a tensor that this layer of its model has and no other step uses. */
    private Optional<LayerName> own(int position, String tensor) {
        PathLayer layer = path.layers().get(position);
        SegmentedModel graph = pool.graph(pool.graphOf(path, layer.model()));
        List<Step> users = new ArrayList<>(graph.steps());
        users.removeIf(step -> !step.weights().containsValue(tensor));
        return LayerName.of(tensor)
                .filter(name -> users.size() == 1 && name.layer() == layer.layer());
    }
}
