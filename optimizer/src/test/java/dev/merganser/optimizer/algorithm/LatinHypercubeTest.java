package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class LatinHypercubeTest extends AlgorithmContract {

    @Override
    Algorithm create(AlgorithmSettings settings) {
        return new LatinHypercube(settings);
    }

    @Test
    void eachBlockFillsEachSliceOfEachGeneOnce() {
        AlgorithmSettings settings = AlgorithmSettings.of(4, 1, 7).withPopulation(20);
        List<Proposal> proposals =
                Session.run(create(settings), 60, (_, _) -> Outcome.Costs.of(0)).proposals();
        for (int block = 0; block < 3; block++) {
            for (int gene = 0; gene < 4; gene++) {
                int own = gene;
                assertThat(proposals.subList(20 * block, 20 * block + 20))
                        .extracting(p -> (int) (p.genes().get(own) * 20))
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, 20).boxed().toList());
            }
        }
    }
}
