package dev.merganser.evaluators;

import static dev.merganser.evaluators.PathScoring.SETTINGS;
import static dev.merganser.evaluators.PathScoring.calls;
import static dev.merganser.evaluators.PathScoring.nll;
import static dev.merganser.evaluators.PathScoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.PathScorer.Outcome;
import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.recipes.tensor.WeightSource;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** How often layers are called and weights are read, for candidates that share them. */
class PathCallsTest {

    private final PathScoring given = new PathScoring();

    @Test
    void callsOfLayersAreDoneOnceForAllThatShareThem() {
        try (var scorer = given.scorer(SETTINGS)) {
            List<Outcome> group =
                    score(
                            scorer,
                            given.path("a:0 a:1 b:2"),
                            given.path("b:0"),
                            given.path("a:0 a:1 a:2"),
                            given.path("a:0 a:1"),
                            given.path("a:0 a:1*0.5 a:2"));
            assertThat(calls(group))
                    .containsExactly(
                            calls(3, 0), calls(1, 0), calls(1, 2), calls(0, 2), calls(2, 1));
        }
    }

    @Test
    void whatAnEarlierGroupBeganWithIsKnown() {
        try (var scorer = given.scorer(SETTINGS)) {
            assertThat(calls(score(scorer, given.path("a:0 a:1 b:2"))))
                    .containsExactly(calls(3, 0));
            assertThat(calls(score(scorer, given.path("a:0 a:1 a:2"))))
                    .containsExactly(calls(1, 2));
            assertThat(calls(score(scorer, given.path("a:0 a:1 b:0 b:1"), given.path("a:0 b:1"))))
                    .containsExactly(calls(2, 2), calls(1, 1));
            // a layer of the same model with the weights of another is another layer
            given.models.put("a", KeyedWeights.of(given.ofB, "other"));
            assertThat(calls(score(scorer, given.path("a:0 a:1")))).containsExactly(calls(2, 0));
        }
    }

    @Test
    void withoutSharingEachCandidateIsComputedAlone() {
        try (var scorer = given.scorer(SETTINGS.withSharing(false))) {
            PathCandidate path = given.path("a:0 a:1");
            for (int i = 0; i < 3; i++) {
                assertThat(calls(score(scorer, path, path)))
                        .containsExactly(calls(2, 0), calls(2, 0));
            }
            assertThat(scorer.engine().prefixes().bytes()).isZero();
        }
    }

    @Test
    void weightsWithoutKeysAreSharedWithinACallAndForgottenAfterIt() {
        WeightSource untold = KeyedWeights.untold(given.ofA);
        given.models.put("a", untold);
        try (var scorer = given.scorer(SETTINGS)) {
            for (int i = 0; i < 3; i++) {
                assertThat(calls(score(scorer, given.path("a:0 a:1 a:0"), given.path("a:0 a:2"))))
                        .containsExactly(calls(3, 0), calls(1, 1));
                assertThat(scorer.engine().weights().bytes()).isZero();
                assertThat(scorer.engine().prefixes().bytes()).isZero();
            }
            // what comes before the first of them may be known
            assertThat(calls(score(scorer, given.path("b:0 a:1"), given.path("b:0 a:1"))))
                    .containsExactly(calls(2, 0), calls(0, 2));
        }
    }

    @Test
    void stepsBehindWeightsWithoutKeysAreKnownAsNothingElse() {
        given.models.put("u", KeyedWeights.untold(given.ofA));
        LayerPool three = PathPools.of(given.vit, "a", "b", "u");
        PathCandidate[] group = {
            given.path("b:0"), given.path("u:1 b:0"), given.path("b:0 u:1"), given.path("u:1 b:1")
        };
        try (var sharing = PathScorer.open(three, List.of(given.task), SETTINGS);
                var alone =
                        PathScorer.open(three, List.of(given.task), SETTINGS.withSharing(false))) {
            List<Outcome> expected = score(alone, group);
            for (int i = 0; i < 3; i++) {
                List<Outcome> found = score(sharing, group);
                for (int c = 0; c < group.length; c++) {
                    assertThat(nll(found.get(c))).isEqualTo(nll(expected.get(c)));
                }
            }
        }
    }

    @Test
    void eachTensorIsReadOnceForAllPathsThroughIt() {
        try (var scorer = given.scorer(SETTINGS)) {
            score(scorer, given.path("a:0 b:0 a:0 a:0"), given.path("b:0 a:0"));
            score(scorer, given.path("b:0 b:0"));
            Map<String, Integer> readOfA = ((KeyedWeights) given.models.get("a")).reads();
            readOfA.remove("epsilon"); // a constant, compared in each call
            assertThat(readOfA.values()).containsOnly(1);
            Map<String, Integer> readOfB = ((KeyedWeights) given.models.get("b")).reads();
            readOfB.remove("epsilon");
            assertThat(readOfB.values()).containsOnly(1);
            assertThat(readOfB.keySet()).allMatch(name -> name.startsWith("layers.0."));
        }
    }
}
