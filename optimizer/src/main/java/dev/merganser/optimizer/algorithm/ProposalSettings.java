package dev.merganser.optimizer.algorithm;

import java.util.OptionalInt;

/**
 * How candidates are proposed.
 *
 * @param seed the seed of the run
 * @param lag how many candidates may be under way at once, at least 1
 * @param population size of the population; each algorithm has its own default
 */
public record ProposalSettings(long seed, int lag, OptionalInt population) {

    public ProposalSettings {
        SettingsChecks.atLeastOne("lag", lag);
        population.ifPresent(size -> SettingsChecks.atLeastOne("population", size));
    }

    ProposalSettings withLag(int newLag) {
        return new ProposalSettings(seed, newLag, population);
    }

    ProposalSettings withPopulation(OptionalInt size) {
        return new ProposalSettings(seed, lag, size);
    }
}
