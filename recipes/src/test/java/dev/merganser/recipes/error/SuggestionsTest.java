package dev.merganser.recipes.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class SuggestionsTest {
    private static final List<String> KNOWN =
            List.of("models", "base_model", "merge_method", "dtype", "density");

    @Test
    void theNearestWordIsFoundThroughTyposCaseAndDashes() {
        assertThat(Suggestions.nearest("modles", KNOWN)).contains("models");
        assertThat(Suggestions.nearest("base-model", KNOWN)).contains("base_model");
        assertThat(Suggestions.nearest("DType", KNOWN)).contains("dtype");
        assertThat(Suggestions.nearest("densty", KNOWN)).contains("density");
    }

    @Test
    void aWordUnlikeAllOthersHasNoNeighbour() {
        assertThat(Suggestions.nearest("temperature", KNOWN)).isEmpty();
        assertThat(Suggestions.nearest("x", List.of())).isEmpty();
        assertThat(Suggestions.nearest("", KNOWN)).isEmpty();
    }

    @Test
    void equalDistancesGoToTheAlphabet() {
        assertThat(Suggestions.nearest("bat", List.of("cat", "bar"))).contains("bar");
    }

    @Test
    void aHintNamesTheNearestWordOrIsEmpty() {
        assertThat(Suggestions.didYouMean("dtpye", KNOWN)).isEqualTo(" Did you mean 'dtype'?");
        assertThat(Suggestions.didYouMean("float", List.of("float16")))
                .isEqualTo(" Did you mean 'float16'?");
        assertThat(Suggestions.didYouMean("qqq", KNOWN)).isEmpty();
    }

    @Test
    void foreignTextStaysOnOneLine() {
        assertThat(Quoted.text("a\nb\u001b")).isEqualTo("'a\\u000ab\\u001b'");
        assertThat(new BadDataException("tensor 'a\nb' of \u00fc\ud83e\udd86"))
                .hasMessage("tensor 'a\\u000ab' of \u00fc\ud83e\udd86");
        assertThat(Quoted.line("x".repeat(500))).hasSize(121).endsWith("…");
    }
}
