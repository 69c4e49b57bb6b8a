package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Makes the genome of a space once its models are open. */
public final class Genomes {

    private Genomes() {}

    /**
     * The genome of a space.
     *
     * @param base how recipes name the base model
     * @param experts how they name the experts, in the order of the merge
     * @param tensors names of all tensors of the base
     * @param layers finds out how many layers each model has; not asked for a parameter space
     * @throws WrongUseException if the settings do not fit the models or leave nothing to search
     */
    public static Genome of(
            SpaceSettings space,
            String base,
            List<String> experts,
            Collection<String> tensors,
            Supplier<Map<String, Integer>> layers) {
        return switch (space) {
            case ParameterSpace merges -> new ParameterGenome(merges, base, experts, tensors);
            case DataFlowSpace paths -> new LayerPathGenome(paths, base, layers.get());
            case HybridSpace both -> new HybridGenome(both, base, experts, tensors, layers.get());
        };
    }
}
