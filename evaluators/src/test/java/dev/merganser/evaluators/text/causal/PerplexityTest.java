package dev.merganser.evaluators.text.causal;

import static dev.merganser.evaluators.text.ExamRoom.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.metric.TokenLikelihoods;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.ExamRoom;
import dev.merganser.evaluators.text.TextModels;
import dev.merganser.evaluators.text.TinyTokenizers;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.DType;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class PerplexityTest {

    private static final int TOKENS = 15;

    @TempDir private Path folder = Path.of("");

    private Task task(String... more) throws IOException {
        write(
                folder,
                "texts.jsonl",
                "{\"text\": \"abc\"}",
                "{\"text\": \"f: ab\"}",
                "{\"text\": \"abcde\"}");
        return ExamRoom.task(
                folder,
                """
                kind: perplexity
                data: {search: texts.jsonl}
                tokenizer: %s
                """
                                .formatted(TinyTokenizers.bytePairs())
                        + String.join("\n", more));
    }

    private static TokenLikelihoods predictions(Task task, int batch) {
        return (TokenLikelihoods) ExamRoom.predictions(task, TextModels.causal(TOKENS), batch);
    }

    /** The sum over what follows the first token, each given the last so many before it. */
    private static double sum(int... tokens) {
        double sum = 0;
        for (int next = 1; next < tokens.length; next++) {
            List<Integer> before = Arrays.stream(tokens).limit(next).boxed().toList();
            sum += TextModels.logProbability(TOKENS, before, tokens[next]);
        }
        return sum;
    }

    @Test
    void likelihoodsAreThoseOfTheClosedForm() throws IOException {
        for (int batch : new int[] {1, 64}) {
            TokenLikelihoods found = predictions(task(), batch);
            assertThat(found.logLikelihood())
                    .containsExactly(
                            new double[] {sum(12, 3), sum(6, 9, 14), sum(12, 3, 4, 5)},
                            Offset.offset(1e-5));
            assertThat(found.tokens()).containsExactly(1, 2, 3);
            assertThat(found.bytes()).containsExactly(3, 5, 5);
        }
    }

    @Test
    void aStartTokenLetsTheFirstTokenBePredicted() throws IOException {
        TokenLikelihoods found = predictions(task("start_token: <s>"), 64);
        assertThat(found.logLikelihood()[1]).isCloseTo(sum(0, 6, 9, 14), Offset.offset(1e-5));
        assertThat(found.tokens()).containsExactly(2, 3, 4);
    }

    @Test
    void whatTheTokenizerPutsFirstIsAStartAndWhatItPutsLastIsLeftOut() throws IOException {
        write(folder, "texts.jsonl", "{\"text\": \"a b\"}");
        Task task =
                ExamRoom.task(
                        folder,
                        "{kind: perplexity, data: {search: texts.jsonl}, tokenizer: %s}"
                                .formatted(TinyTokenizers.wordPiece()));
        TokenLikelihoods found = predictions(task, 64);
        assertThat(found.tokens()).containsExactly(2);
        assertThat(found.logLikelihood()[0]).isCloseTo(sum(2, 4, 5), Offset.offset(1e-5));
    }

    @Test
    void longTextsArePredictedWindowByWindow() throws IOException {
        TokenLikelihoods found = predictions(task("start_token: <s>", "max_tokens: 2"), 64);
        assertThat(found.logLikelihood()[2])
                .isCloseTo(sum(0, 12, 3) + sum(3, 4, 5), Offset.offset(1e-5));
        assertThat(found.tokens()).containsExactly(2, 3, 4);
    }

    @Test
    void aTextThatIsTooShortIsNamedWithItsLine() throws IOException {
        Task task = task();
        write(folder, "texts.jsonl", "{\"text\": \"abc\"}", "{\"text\": \"a\"}");
        Task short_ =
                ExamRoom.task(
                        folder,
                        "{kind: perplexity, data: {search: texts.jsonl}, tokenizer: %s}"
                                .formatted(TinyTokenizers.bytePairs()));
        assertThat(task.content()).isNotEqualTo(short_.content());
        assertThatThrownBy(() -> ExamRoom.exam(short_, TextModels.causal(TOKENS)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("texts.jsonl, line 2: a text must have a token to predict")
                .hasMessageEndingWith("Maybe give a start_token.");
    }

    @Test
    void whatTheGraphCannotAnswerIsRefused() throws IOException {
        Task task = task();
        assertThatThrownBy(() -> ExamRoom.exam(task, TextModels.pooled(TOKENS, 4)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("must be logits [batch, tokens, vocabulary]");
        assertThatThrownBy(() -> ExamRoom.exam(task, TextModels.causal(10)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("makes token 14, but output 'logits' predicts 10 tokens");
        Task twoTokens = task("start_token: ab ab");
        assertThatThrownBy(() -> ExamRoom.exam(twoTokens, TextModels.causal(TOKENS)))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("start_token must be one token of ")
                .hasMessageEndingWith("but 'ab ab' is 2.");
        Task narrow = task();
        assertThatThrownBy(() -> ExamRoom.exam(narrow, TextModels.encoder(TOKENS, 10, DType.I64)))
                .isInstanceOf(BadDataException.class);
    }

    @Test
    void moreLogitsThanATensorHoldsAreRefused() {
        assertThatThrownBy(() -> new Logits("t", "logits", 262_144, 4096))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Task 't': max_tokens must be at most 2047, since output 'logits' gives 262144 logits a token, found 4096.");
        assertThat(new Logits("t", "logits", 150_000, 512).paddedTokens()).isEqualTo(447);
    }
}
