package dev.merganser.examples.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.stream.Collectors.toSet;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

class SimilarityDataTest {

    private static SentencePair pair(String a, String b) {
        return new SentencePair("set", a, b, 2.5);
    }

    @Test
    void aPairIsALineOfTwoSentencesAndALineWithItsGold() {
        assertThat(SimilarityData.pairs("s", List.of("A \"b\". \tC."), List.of("4.400")))
                .containsExactly(new SentencePair("s", "A \"b\".", "C.", 4.4))
                .first()
                .extracting(SentencePair::json)
                .hasToString(
                        "{\"set\": \"s\", \"a\": \"A \\\"b\\\".\", \"b\": \"C.\", \"gold\": 4.4}");
        assertThatThrownBy(() -> SimilarityData.pairs("s", List.of("a\tb"), List.of()))
                .hasMessage("s must have a gold value for each pair; found 1 pairs and 0 values.");
    }

    @Test
    void noSentenceIsInTwoSplits() {
        List<SentencePair> train =
                IntStream.range(0, 60).mapToObj(i -> pair("s" + i, "s" + (i + 1))).toList();
        List<SentencePair> test = List.of(pair("s7", "other"), pair("s30", "s40"));
        SimilarityData data = SimilarityData.split(List.of(train), test, 12, 100);
        assertThat(data.search()).hasSize(12);
        assertThat(data.validation()).isNotEmpty();
        assertThat(data.test()).isEqualTo(test);
        assertThat(List.of(data.search(), data.validation(), data.test()))
                .flatMap(SimilarityDataTest::sentences)
                .doesNotHaveDuplicates();
    }

    private static Set<String> sentences(List<SentencePair> split) {
        return split.stream().flatMap(p -> p.sentences().stream()).collect(toSet());
    }

    @Test
    void theOrderOfTheFileDoesNotDecideTheSplit() {
        List<SentencePair> train =
                IntStream.range(0, 40).mapToObj(i -> pair("a" + i, "b" + i)).toList();
        SimilarityData data = SimilarityData.split(List.of(train), List.of(), 10, 10);
        assertThat(SimilarityData.split(List.of(train.reversed()), List.of(), 10, 10))
                .isEqualTo(data);
        assertThat(data.search()).isNotEqualTo(train.subList(0, 10));
    }
}
