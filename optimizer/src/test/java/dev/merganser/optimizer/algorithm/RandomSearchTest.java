package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class RandomSearchTest extends AlgorithmContract {

    @Override
    Algorithm create(AlgorithmSettings settings) {
        return new RandomSearch(settings);
    }

    @Test
    void coversTheCubeEvenly() {
        List<Proposal> proposals =
                Session.run(
                                create(AlgorithmSettings.of(3, 1, 7)),
                                10_000,
                                (_, _) -> Outcome.Costs.of(0))
                        .proposals();
        for (int gene = 0; gene < 3; gene++) {
            int own = gene;
            assertThat(proposals.stream().mapToDouble(p -> p.genes().get(own)).sum())
                    .isBetween(4_900.0, 5_100.0);
            assertThat(proposals.stream().filter(p -> p.genes().get(own) < 0.1).count())
                    .isBetween(900L, 1100L);
        }
    }
}
