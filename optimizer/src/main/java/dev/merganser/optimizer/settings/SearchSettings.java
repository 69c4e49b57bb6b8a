package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.WeightMode;
import dev.merganser.optimizer.space.DataFlowSpace;
import dev.merganser.optimizer.space.HybridSpace;
import dev.merganser.optimizer.space.ParameterSpace;
import dev.merganser.optimizer.space.SpaceSettings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a search is to do: {@code search.yml} as values, with the defaults filled in.
 *
 * @param name of the run
 * @param tasks by name, in the order of the file
 * @param objectives what drives the search
 * @param measures what is measured and reported besides
 * @param starts recipes that the search begins from, besides its own
 * @param baselines what the search is measured against
 */
public record SearchSettings(
        String name,
        ModelSettings models,
        Map<String, TaskSource> tasks,
        List<MeasureSettings> objectives,
        List<MeasureSettings> measures,
        List<ConstraintSettings> constraints,
        SpaceSettings space,
        AlgorithmChoice algorithm,
        List<Path> starts,
        BaselineChoice baselines,
        BudgetSettings budget,
        RuntimeSettings runtime) {

    public SearchSettings {
        objectives = List.copyOf(objectives);
        measures = List.copyOf(measures);
        constraints = List.copyOf(constraints);
        starts = List.copyOf(starts);
    }

    /** Whether candidates are paths of layers. */
    public boolean searchesPaths() {
        return switch (space) {
            case ParameterSpace _ -> false;
            case DataFlowSpace _, HybridSpace _ -> true;
        };
    }

    /** Whether candidates merge weights. */
    public boolean merges() {
        return switch (space) {
            case ParameterSpace _, HybridSpace _ -> true;
            case DataFlowSpace _ -> false;
        };
    }

    /** The same with what the command line asks for. */
    public SearchSettings with(Overrides overrides) {
        return copy(
                overrides.seed().isPresent()
                        ? algorithm.withSeed(overrides.seed().getAsLong())
                        : algorithm,
                new BudgetSettings(
                        overrides.evaluations().orElse(budget.evaluations()),
                        overrides.time().or(budget::time)),
                runtime.withThreads(overrides.threads().orElse(runtime.threads())));
    }

    /** The same with another choice of the algorithm. */
    public SearchSettings withAlgorithm(AlgorithmChoice choice) {
        return copy(choice, budget, runtime);
    }

    /** The same with weights that reach ONNX Runtime in this way. */
    public SearchSettings withWeights(WeightMode weights) {
        return withRuntime(runtime.withWeights(weights));
    }

    /** The same, scored in another way. */
    public SearchSettings withRuntime(RuntimeSettings newRuntime) {
        return copy(algorithm, budget, newRuntime);
    }

    private SearchSettings copy(
            AlgorithmChoice newAlgorithm, BudgetSettings newBudget, RuntimeSettings newRuntime) {
        return new SearchSettings(
                name,
                models,
                tasks,
                objectives,
                measures,
                constraints,
                space,
                newAlgorithm,
                starts,
                baselines,
                newBudget,
                newRuntime);
    }
}
