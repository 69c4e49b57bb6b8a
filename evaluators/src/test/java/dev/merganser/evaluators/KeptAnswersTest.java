package dev.merganser.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.loss.Minibatch;
import dev.merganser.evaluators.loss.Minibatches;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class KeptAnswersTest {

    private static final Map<String, Output> TWELVE_BYTES =
            Map.of("y", new Output(MemorySegment.ofArray(new float[3]), Shape.of(3)));

    private final List<Integer> asked = new ArrayList<>();

    /** A minibatch that has just this item. */
    private static Minibatch minibatch(int item) {
        return new Minibatch(
                new Batch(new int[] {item}, 1, Map.of()), new int[] {item}, 1, Map.of());
    }

    private void ask(KeptAnswers kept, Minibatch minibatch) {
        var answers =
                kept.of(
                        minibatch,
                        () -> {
                            asked.add(minibatch.items()[0]);
                            return TWELVE_BYTES;
                        });
        assertThat(answers).isEqualTo(TWELVE_BYTES);
    }

    @Test
    void whatComesAgainIsAskedOnceAsLongAsThereIsRoom() {
        List<Minibatch> minibatches =
                IntStream.range(0, 4).mapToObj(KeptAnswersTest::minibatch).toList();
        var kept = new KeptAnswers(24);
        kept.expect(new Minibatches(minibatches.subList(1, 4)));
        minibatches.forEach(each -> ask(kept, each));
        minibatches.forEach(each -> ask(kept, each));
        assertThat(asked).containsExactly(0, 1, 2, 3, 0, 3);
    }
}
