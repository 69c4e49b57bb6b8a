package dev.merganser.evaluators.text.causal;

import static dev.merganser.evaluators.text.ExamRoom.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.metric.ChoiceLikelihoods;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.ExamRoom;
import dev.merganser.evaluators.text.TextModels;
import dev.merganser.evaluators.text.TinyTokenizers;
import dev.merganser.recipes.error.BadDataException;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

class MultipleChoiceTest {

    private static final int TOKENS = 15;

    @TempDir private Path folder = Path.of("");

    private Task task(String line, String... more) throws IOException {
        write(folder, "questions.jsonl", line);
        return ExamRoom.task(
                folder,
                """
                kind: multiple_choice
                data: {search: questions.jsonl}
                tokenizer: %s
                """
                                .formatted(TinyTokenizers.bytePairs())
                        + String.join("\n", more));
    }

    private static ChoiceLikelihoods predictions(Task task) {
        return (ChoiceLikelihoods) ExamRoom.predictions(task, TextModels.causal(TOKENS), 64);
    }

    /** The sum over the tokens from a place on, each given all before it. */
    private static double sum(int begin, int... tokens) {
        double sum = 0;
        for (int next = begin; next < tokens.length; next++) {
            var before = Arrays.stream(tokens).limit(next).boxed().toList();
            sum += TextModels.logProbability(TOKENS, before, tokens[next]);
        }
        return sum;
    }

    private static void assertChoices(ChoiceLikelihoods found, double... expected) {
        assertThat(found.logLikelihood()[0]).containsExactly(expected, Offset.offset(1e-5));
    }

    @Test
    void aChoiceIsAsLikelyAsItsTokensAfterThePrompt() throws IOException {
        var found =
                predictions(
                        task(
                                "{\"q\": \"cd\", \"choices\": [\"ab\", \"b.\", \"c\"], \"answer\": 1}",
                                "prompt: \"{q}:\""));
        // cd: then " ab", " b" "." or " " "c"
        assertChoices(found, sum(3, 3, 4, 9, 14), sum(3, 3, 4, 9, 13, 10), sum(3, 3, 4, 9, 7, 3));
        assertThat(found.bytes()[0]).containsExactly(2, 2, 1);
        assertThat(found.answer()).containsExactly(1);
    }

    @Test
    void tokensThatReachOverTheEndOfThePromptBelongToTheChoice() throws IOException {
        // alone the prompt is "c" " "; with a choice its space joins " ab" and " b"
        var found =
                predictions(
                        task(
                                "{\"context\": \"c \", \"choices\": [\"ab.\", \"b\"], \"answer\": 0}",
                                "separator: ''"));
        assertChoices(found, sum(1, 3, 14, 10), sum(1, 3, 13));
    }

    @Test
    void choicesMayBeTemplatesAndAnswersLettersOrTexts() throws IOException {
        for (String key : new String[] {"B", "{ab}", "1"}) {
            var found =
                    predictions(
                            task(
                                    "{\"context\": \"c\", \"x\": \"a\", \"y\": \"ab\", \"key\": \"%s\"}"
                                            .formatted(key),
                                    "choices: [\"{x}\", \"{{{y}}}\"]",
                                    "answer: key"));
            assertThat(found.answer()).containsExactly(1);
            assertThat(found.bytes()[0]).containsExactly(1, 4);
        }
    }

    @Test
    void choicesOfOneTokenShareTheRowOfTheirPrompt() throws IOException {
        Task task =
                task("{\"context\": \"cd\", \"choices\": [\"ab\", \"a\", \"b\"], \"answer\": 0}");
        assertThat(ExamRoom.exam(task, TextModels.causal(TOKENS)).rows().count()).isEqualTo(1);
        assertChoices(predictions(task), sum(2, 3, 4, 14), sum(2, 3, 4, 11), sum(2, 3, 4, 13));
    }

    @Test
    void ofALongPromptTheEndIsGiven() throws IOException {
        var found =
                predictions(
                        task(
                                "{\"context\": \"cdef\", \"choices\": [\"ab\", \"a.\"], \"answer\": 0}",
                                "max_tokens: 2"));
        assertChoices(found, sum(2, 5, 6, 14), sum(1, 6, 11, 10));
    }

    @Test
    void anEmptyPromptNeedsAStartToken() throws IOException {
        String line = "{\"context\": \"\", \"choices\": [\"ab\", \"c\"], \"answer\": 0}";
        Task without = task(line, "separator: ''");
        assertThatThrownBy(() -> predictions(without))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(
                        "questions.jsonl, line 1: a choice must have a token before it");
        assertChoices(
                predictions(task(line, "separator: ''", "start_token: <s>")),
                sum(1, 0, 12),
                sum(1, 0, 3));
    }

    @Test
    void whatIsWrongInALineIsNamed() {
        assertBad("\"choices\": [\"a\"], \"answer\": 0", "'choices' must be at least two choices");
        assertBad("\"choices\": [\"a\", \"\"], \"answer\": 0", "at least two choices, none empty");
        assertBad(
                "\"choices\": [\"a\", \"b\"], \"answer\": 2",
                "'answer' must be the number of a choice from 0 to 1, its letter from A, or its text");
        assertBad("\"choices\": [\"a\", \"b\"]", "field 'answer' must be a text");
    }

    private void assertBad(String fields, String message) {
        assertThatThrownBy(() -> task("{\"context\": \"a\", " + fields + "}"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("questions.jsonl, line 1: ")
                .hasMessageContaining(message);
    }

    @Test
    void aChoiceThatDoesNotFitIsRefused() throws IOException {
        Task task =
                task(
                        "{\"context\": \"a\", \"choices\": [\"cdef\", \"a\"], \"answer\": 0}",
                        "max_tokens: 2");
        assertThatThrownBy(() -> predictions(task))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("a choice must have at most max_tokens, 2, found 5 tokens");
    }
}
