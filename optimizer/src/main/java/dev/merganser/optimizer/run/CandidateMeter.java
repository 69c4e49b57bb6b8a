package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Measures one candidate by all that asks for it: the graph, programs, and the weights themselves.
 * The cheap comes first, so that a candidate that fails there costs no more.
 */
final class CandidateMeter {

    private final Optional<Scorer> scorer;
    private final Optional<ProgramMeter> programs;
    private final WeightDistances distances;
    private final BooleanSupplier cancelled;
    private final Set<Measure> wanted;
    private final Set<Measure> ofGraph;
    private final Set<Measure> ofPrograms;

    /**
     * A meter.
     *
     * @param wanted metrics of tasks, and costs that belong to no task
     */
    CandidateMeter(
            Optional<Scorer> scorer,
            Optional<ProgramMeter> programs,
            WeightDistances distances,
            Set<Measure> wanted,
            BooleanSupplier cancelled) {
        this.scorer = scorer;
        this.programs = programs;
        this.distances = distances;
        this.cancelled = cancelled;
        this.wanted = wanted;
        this.ofPrograms =
                wanted.stream()
                        .filter(each -> programs.stream().anyMatch(p -> p.measures(each)))
                        .collect(Collectors.toSet());
        this.ofGraph =
                wanted.stream()
                        .filter(each -> Cost.of(each).isEmpty() && !ofPrograms.contains(each))
                        .collect(Collectors.toSet());
    }

    /** Measures a candidate; what goes wrong with it alone is an exception. */
    Measurements measure(MergePlan plan, Split split) {
        var all = new Measurements();
        Optional<WeightDistances.Probe> probe =
                wants(Cost.DISTANCE) ? Optional.of(distances.probe(plan)) : Optional.empty();
        WeightSource weights = probe.isPresent() ? probe.get() : plan;
        scorer.ifPresent(graph -> run(graph, weights, split, all));
        probe.ifPresent(each -> all.add(Cost.DISTANCE.measure(), each.distance()));
        if (wants(Cost.LAYERS)) {
            all.add(Cost.LAYERS.measure(), layers(plan));
        }
        if (wants(Cost.PARAMETERS)) {
            all.add(Cost.PARAMETERS.measure(), parameters(plan));
        }
        all.requireFinite();
        if (!ofPrograms.isEmpty()) {
            programs.orElseThrow().measure(plan, split, ofPrograms, cancelled, all);
        }
        return all;
    }

    private boolean wants(Cost cost) {
        return wanted.contains(cost.measure());
    }

    private void run(Scorer graph, WeightSource weights, Split split, Measurements into) {
        if (wants(Cost.LATENCY)) {
            Scorer.Timed timed = graph.scoreTimed(weights, split, ofGraph);
            timed.scores().forEach(into::add);
            into.add(Cost.LATENCY.measure(), timed.millisPerItem());
        } else if (!ofGraph.isEmpty()) {
            graph.score(weights, split, ofGraph).forEach(into::add);
        }
    }

    /** Those of the graph, or else those that the names of the tensors count. */
    private double layers(MergePlan plan) {
        int cut = scorer.map(graph -> graph.model().layers().size()).orElse(0);
        return cut > 0
                ? cut
                : LayerPositions.of(
                                plan.tensors().stream().map(TensorInfo::name).toList(),
                                OptionalInt.empty())
                        .count();
    }

    /** Float weights of a merged model. */
    static double parameters(MergePlan plan) {
        return plan.tensors().stream()
                .filter(info -> info.dtype().isFloat())
                .map(TensorInfo::shape)
                .mapToLong(shape -> shape.elements())
                .sum();
    }
}
