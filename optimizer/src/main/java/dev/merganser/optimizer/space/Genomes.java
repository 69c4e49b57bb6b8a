package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;

import java.util.Map;
import java.util.function.Supplier;

/** Makes the genome of a space once its models are open. */
public final class Genomes {

    private Genomes() {}

    /**
     * The genome of a space.
     *
     * @param layers finds out how many layers each model has; not asked for a parameter space
     * @throws WrongUseException if the settings do not fit the models or leave nothing to search
     */
    public static Genome of(
            SpaceSettings space, ModelFacts facts, Supplier<Map<String, Integer>> layers) {
        return switch (space) {
            case ParameterSpace merges -> new ParameterGenome(merges, facts);
            case DataFlowSpace paths -> new LayerPathGenome(paths, facts.base(), layers.get());
            case HybridSpace both -> new HybridGenome(both, facts, layers.get());
        };
    }
}
