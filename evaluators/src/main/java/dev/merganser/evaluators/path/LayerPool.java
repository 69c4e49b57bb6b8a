package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.Structure;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Scaling;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The layers of several models as steps that can follow each other in any order, between the stem
 * and the head of any of them. Immutable but for what it makes once; safe for use by many threads.
 */
public final class LayerPool {

    private final String base;
    private final Map<String, PoolModel> models;
    private final ScaledSegments scaled = new ScaledSegments();

    private LayerPool(String base, Map<String, PoolModel> models) {
        this.base = base;
        this.models = models;
    }

    /**
     * A pool of the layers of cut graphs.
     *
     * @param base the model whose names of values count, one of {@code graphs}
     * @param graphs by model; models with the same graph have the same object
     * @throws WrongUseException for a graph that is one segment, with its reason
     * @throws BadDataException for layers that do not fit the base's: another hidden size, context
     *     that is computed otherwise; names both models and what differs
     */
    public static LayerPool of(String base, Map<String, SegmentedModel> graphs) {
        SegmentedModel first = Objects.requireNonNull(graphs.get(base), base);
        var cuts = new IdentityHashMap<SegmentedModel, CutModel>();
        cuts.put(first, CutModel.of(base, first));
        ContextNames names = ContextNames.of(cuts.get(first));
        var made = new IdentityHashMap<SegmentedModel, PoolModel>();
        made.put(first, new PoolModel(cuts.get(first), names.names(cuts.get(first))));
        Map<String, PoolModel> models = new LinkedHashMap<>();
        graphs.forEach(
                (alias, graph) ->
                        models.put(
                                alias,
                                made.computeIfAbsent(graph, each -> model(alias, each, names))));
        PoolModel ours = Objects.requireNonNull(made.get(first));
        models.values().stream().distinct().forEach(model -> PoolFit.check(ours, model));
        return new LayerPool(base, models);
    }

    private static PoolModel model(String alias, SegmentedModel graph, ContextNames names) {
        CutModel cut = CutModel.of(alias, graph);
        return new PoolModel(cut, names.names(cut));
    }

    /** The model whose names of values count. */
    public String base() {
        return base;
    }

    /** The models, in the order in which they were given. */
    public List<String> models() {
        return List.copyOf(models.keySet());
    }

    /**
     * The model whose graph runs what goes by a name in a path; for a merge of models that are not
     * in the pool, the base.
     */
    public String graphOf(LayerPath path, String name) {
        String model = path.modelOf(name);
        return model.equals(name) || models.containsKey(model) ? model : base;
    }

    /** The graph of a model in parts. */
    public SegmentedModel graph(String model) {
        return model(model).cut().model();
    }

    /** How many layers a model has. */
    public int layers(String model) {
        return model(model).layers().size();
    }

    /**
     * How a layer is not as any of the base, as the second half of a sentence; empty where one of
     * the base computes the same but for its weights, heads and constants included. A layer that
     * differs can be run, but not stand in a checkpoint with the configuration of the base.
     */
    Optional<String> differenceFromBase(String model, int index) {
        PoolModel ours = model(base);
        Segment layer = layer(model, index, Optional.empty()).segment();
        if (ours.structures().contains(Structure.of(layer))) {
            return Optional.empty();
        }
        return Optional.of(
                "layer %d of model %s is not as those of model %s%s"
                        .formatted(
                                index,
                                Quoted.text(model),
                                Quoted.text(base),
                                Structure.difference(layer, ours.layers().getFirst().segment())
                                        .map(node -> ", first at " + Quoted.text(node))
                                        .orElse("")));
    }

    /**
     * The stem of a model.
     *
     * @throws BadDataException where it needs an input that the base's graph does not have, or does
     *     not give what layers of the pool take
     */
    public PoolStep stem(String model) {
        PoolStep stem = model(model).stem();
        requireInputs(model, "stem", stem.inputs().values());
        Set<String> inputs = model(base).inputs().keySet();
        for (PoolModel other : models.values()) {
            for (String value : other.context()) {
                if (!inputs.contains(value) && !stem.outputs().containsValue(value)) {
                    throw new BadDataException(
                            "The stem of a path must give what layers take, but that of model %s gives no %s, which layers of model %s take."
                                    .formatted(
                                            Quoted.text(model),
                                            Quoted.text(value),
                                            Quoted.text(other.cut().name())));
                }
            }
        }
        return stem;
    }

    /**
     * A layer as it is, or with a scale as an input.
     *
     * @throws WrongUseException where the model has no such layer, or the layer cannot be scaled so
     */
    public PoolStep layer(String model, int index, Optional<Scaling> scaling) {
        List<PoolStep> layers = model(model).layers();
        if (!(index >= 0 && index < layers.size())) {
            throw new WrongUseException(
                    "Model %s has layers 0 to %d, found %d."
                            .formatted(Quoted.text(model), layers.size() - 1, index));
        }
        PoolStep layer = layers.get(index);
        return scaling.map(
                        by ->
                                scaled.of(
                                        layer,
                                        by,
                                        "layer %d of model %s"
                                                .formatted(index, Quoted.text(model))))
                .orElse(layer);
    }

    /**
     * The step that gives an output of a model's graph.
     *
     * @throws WrongUseException where neither the head nor the last layer gives that output
     */
    public PoolStep head(String model, String output) {
        return findHead(model, output).orElseThrow(() -> noHead(model, output));
    }

    /** The step that gives an output of a model's graph, where its head or last layer does. */
    public Optional<PoolStep> findHead(String model, String output) {
        return Optional.ofNullable(model(model).heads().get(output));
    }

    private WrongUseException noHead(String model, String output) {
        Set<String> given = model(model).heads().keySet();
        return new WrongUseException(
                "The head of model %s gives %s, found output %s.%s"
                        .formatted(
                                Quoted.text(model),
                                given.isEmpty() ? "nothing" : String.join(", ", given),
                                Quoted.text(output),
                                Suggestions.didYouMean(output, given)));
    }

    /** The steps that give the outputs of a model's graph, as far as a path can give them. */
    public List<PoolStep> heads(String model) {
        return List.copyOf(model(model).heads().values());
    }

    /**
     * Refuses a stem and a head that do not fit: a head may take more of the stem than layers do,
     * computed as only some stems of the pool do.
     *
     * @throws BadDataException naming both models and the value
     */
    public void requireTogether(String stem, String head) {
        Set<String> inputs = model(base).inputs().keySet();
        for (PoolStep step : model(head).heads().values()) {
            PoolModel.missing(step, inputs, stem(stem)).stream()
                    .filter(value -> !value.startsWith("state."))
                    .findFirst()
                    .ifPresent(
                            value -> {
                                throw new BadDataException(
                                        "The head of a path must take what its stem gives, but that of model %s takes %s, which the stem of model %s does not compute so."
                                                .formatted(
                                                        Quoted.text(head),
                                                        Quoted.text(value),
                                                        Quoted.text(stem)));
                            });
        }
    }

    private void requireInputs(String model, String part, Iterable<String> inputs) {
        Set<String> ours = model(base).inputs().keySet();
        for (String input : inputs) {
            if (!ours.contains(input)) {
                throw new BadDataException(
                        "The %s of model %s must take inputs that the graph of model %s has, found %s."
                                .formatted(
                                        part,
                                        Quoted.text(model),
                                        Quoted.text(base),
                                        Quoted.text(input)));
            }
        }
    }

    private PoolModel model(String name) {
        PoolModel model = models.get(name);
        if (model == null) {
            throw new WrongUseException(
                    "A path goes through models of its pool (%s), found %s.%s"
                            .formatted(
                                    String.join(", ", models.keySet()),
                                    Quoted.text(name),
                                    Suggestions.didYouMean(name, models.keySet())));
        }
        return model;
    }
}
