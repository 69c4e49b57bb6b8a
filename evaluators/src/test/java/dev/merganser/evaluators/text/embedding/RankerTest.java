package dev.merganser.evaluators.text.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.TreeMap;

class RankerTest {

    @Test
    void documentsAreRankedByScoreAndTheFirstOfEqualOnesFirst() {
        double[] scores = {.5, .9, .5, .1, .5};
        var ranking = Ranker.rank(scores, new TreeMap<>(Map.of(2, 1.0, 1, 3.0)));
        assertThat(ranking.gains()).containsExactly(3, 0, 1);
        assertThat(ranking.ideal()).containsExactly(3, 1);
        assertThat(Ranker.rank(scores, new TreeMap<>(Map.of(0, 1.0))).gains())
                .containsExactly(0, 1);
        assertThat(Ranker.rank(scores, new TreeMap<>(Map.of(3, 2.0))).gains())
                .containsExactly(0, 0, 0, 0, 2);
    }

    @Test
    void scoresThatAreNotFiniteAreNoRanking() {
        var ranking = Ranker.rank(new double[] {1, Double.NaN}, new TreeMap<>(Map.of(0, 1.0)));
        assertThat(ranking.gains()).containsExactly(Double.NaN);
        assertThat(ranking.ideal()).containsExactly(1);
    }
}
