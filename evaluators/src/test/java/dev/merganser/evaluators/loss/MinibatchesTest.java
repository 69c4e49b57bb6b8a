package dev.merganser.evaluators.loss;

import static dev.merganser.evaluators.loss.LossRoom.images;
import static dev.merganser.evaluators.loss.LossRoom.items;
import static dev.merganser.evaluators.loss.LossRoom.states;
import static dev.merganser.evaluators.loss.LossRoom.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.TestTasks;
import dev.merganser.evaluators.text.TextModels;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Which items a draw has, and how they are batched. */
class MinibatchesTest {

    @TempDir private Path folder = Path.of("");

    @Test
    void aDrawIsTheSameWheneverItIsMadeAndHoldsTheItemsItself() {
        TaskLoss loss = images(50, TestLosses.of(LossTerm.ENTROPY));
        List<Integer> seventh = items(loss.draw(7));
        assertThat(seventh).hasSize(8);
        var _ = items(loss.draw(3));
        assertThat(items(loss.draw(7))).isEqualTo(seventh);
        try (Minibatches draw = loss.draw(7)) {
            Minibatch first = draw.list().getFirst();
            float[] fed = first.batch().inputs().get("image").floats();
            float[] image =
                    TestTasks.images(50, LossTasks.CLASSES, 1)
                            .values(first.items()[2], 1)
                            .toArray(ValueLayout.JAVA_FLOAT);
            assertThat(Arrays.copyOfRange(fed, 2 * 784, 3 * 784)).isEqualTo(image);
            assertThat(first.batch().rows()).isEqualTo(first.items());
        }
    }

    @Test
    void noDrawHasWhatIsHeldOut() {
        TaskLoss loss = images(50, TestLosses.of(LossTerm.ENTROPY));
        Set<Integer> drawn = new HashSet<>();
        IntStream.range(0, 40).forEach(draw -> drawn.addAll(items(loss.draw(draw))));
        List<Integer> heldOut = items(loss.heldOut());
        assertThat(heldOut).hasSize(10).doesNotContainAnyElementsOf(drawn);
        assertThat(drawn).hasSize(40);
    }

    @Test
    void heldOutItemsAreDividedEvenly() {
        TaskLoss loss = images(85, TestLosses.of(LossTerm.ENTROPY).draws(16, 1));
        try (Minibatches heldOut = loss.heldOut()) {
            assertThat(heldOut.list().stream().map(Minibatch::count)).containsExactly(8, 9);
            assertThat(heldOut.items()).isEqualTo(17);
            assertThat(heldOut.forwards()).isCloseTo(17, within(1e-9));
        }
    }

    @Test
    void fewLabelsAreShownToCrossEntropyAndTheOtherTermsSeeAllItems() {
        TaskLoss loss =
                images(
                        100,
                        TestLosses.of(LossTerm.ENTROPY, LossTerm.CROSS_ENTROPY)
                                .labels(10)
                                .draws(16, 1));
        Set<Integer> shown = new HashSet<>();
        for (int number = 0; number < 20; number++) {
            try (Minibatches draw = loss.draw(number)) {
                assertThat(draw.list().stream().map(Minibatch::count)).containsExactly(16, 8);
                Map<LossTerm, Double> free = draw.list().get(0).factors();
                Map<LossTerm, Double> bound = draw.list().get(1).factors();
                assertThat(free).containsOnly(Map.entry(LossTerm.ENTROPY, 24.0 / 16));
                assertThat(bound).containsOnly(Map.entry(LossTerm.CROSS_ENTROPY, 24.0 / 8));
                shown.addAll(Arrays.stream(draw.list().get(1).items()).boxed().toList());
            }
        }
        assertThat(shown).hasSize(8);
        try (Minibatches heldOut = loss.heldOut()) {
            assertThat(heldOut.list().stream().map(Minibatch::count)).containsExactly(10, 10, 2);
        }
    }

    @Test
    void crossEntropyAloneDrawsLabelledItemsOnly() {
        TaskLoss loss = images(100, TestLosses.of(LossTerm.CROSS_ENTROPY).labels(10).draws(4, 1));
        Set<Integer> shown = new HashSet<>();
        IntStream.range(0, 30).forEach(draw -> shown.addAll(items(loss.draw(draw))));
        assertThat(shown).hasSize(8);
    }

    @Test
    void onlyTextsThatAreAlikeAreContrasted() throws IOException {
        TaskLoss loss = texts(folder, TestLosses.of(LossTerm.CONTRASTIVE).heldOut(0));
        assertThat(items(loss.draw(0))).containsExactlyInAnyOrder(0, 2, 3, 4);
        try (Minibatches draw = loss.draw(0)) {
            // 8 of the 9 texts of 5 pairs: "dog" and "a cat" each stand in two
            assertThat(draw.list()).hasSize(1);
            assertThat(draw.list().getFirst().batch().count()).isEqualTo(8);
            assertThat(draw.forwards()).isCloseTo(8 * 5 / 8.0, within(1e-9));
        }
    }

    @Test
    void noPairIsLeftAlone() throws IOException {
        TaskLoss loss =
                texts(folder, TestLosses.of(LossTerm.CONTRASTIVE).labels(3).heldOut(0).draws(2, 2));
        try (Minibatches draw = loss.draw(0)) {
            assertThat(draw.list().stream().map(Minibatch::count)).containsExactly(3);
        }
    }

    @Test
    void tokensOfAMinibatchArePaddedToItsLongestText() throws IOException {
        TaskLoss loss = states(folder, TestLosses.of(LossTerm.DIVERGENCE).heldOut(0).draws(1, 5));
        try (Minibatches draw = loss.draw(0)) {
            Minibatch first =
                    draw.list().stream()
                            .filter(batch -> batch.items()[0] == 0)
                            .findFirst()
                            .orElseThrow();
            // [CLS] a cat [SEP], then [CLS] the cat sat on the mat [SEP]
            assertThat(first.batch().length()).isEqualTo(8);
            assertThat(first.batch().inputs().get("attention_mask").shape())
                    .isEqualTo(Shape.of(2, 8));
        }
    }

    @Test
    void windowsOfTextsAreItems() throws IOException {
        TaskLoss loss =
                LossRoom.loss(
                        LossTasks.perplexity(folder, "max_tokens: 4"),
                        TextModels.causal(15),
                        TestLosses.of(LossTerm.CROSS_ENTROPY).heldOut(0).draws(16, 1).settings());
        try (Minibatches draw = loss.draw(0)) {
            assertThat(draw.items()).isGreaterThan(3);
            assertThat(draw.forwards()).isCloseTo(3, within(1e-9));
        }
    }
}
