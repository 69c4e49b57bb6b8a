package dev.merganser.examples.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class GlossDataTest {

    private static final List<String> INDEX =
            List.of(
                    "  1 This software and database is being provided to you, …",
                    "car n 2 2 @ ~ 2 1 02961779 02963378  ",
                    "auto n 1 1 @ 1 1 02961779  ",
                    "gondola n 1 0 1 0 02963378  ",
                    "ox_cart n 1 0 1 1 02963378  ");
    private static final List<String> DATA =
            List.of(
                    "  1 This software and database is being provided to you, …",
                    "02961779 06 n 03 car 0 auto 0 Motorcar 0 001 @ 03796768 n 0000 | a motor vehicle"
                            + " with four wheels; \"he needs a car to get to work\"  ",
                    "02963378 06 n 02 gondola 0 car 2 000 | the compartment that is suspended  ");

    private static Noun noun(String lemma, String gloss, String... others) {
        return new Noun(lemma, Stream.concat(Stream.of(lemma), Stream.of(others)).toList(), gloss);
    }

    private static List<Noun> many(int count) {
        var nouns = new ArrayList<Noun>();
        for (int i = 0; i < count; i++) {
            nouns.add(noun("noun" + i, "a thing of kind " + i));
        }
        return nouns;
    }

    @Test
    void aCommonNounIsTheFirstWordOfItsFirstTaggedSense() {
        assertThat(WordNet.commonNouns(INDEX, DATA))
                .containsExactly(
                        noun("car", "a motor vehicle with four wheels", "auto", "motorcar"));
    }

    @Test
    void eachSplitHasNounsOfItsOwn() {
        GlossData data = GlossData.of(many(3_100));
        assertThat(List.of(data.search(), data.validation(), data.test()))
                .allSatisfy(split -> assertThat(split).hasSize(1_000))
                .flatMap(split -> split)
                .doesNotHaveDuplicates();
    }

    @Test
    void synonymsShortGlossesAndGlossesThatNameTheNounAreLeftOut() {
        List<Noun> nouns = many(3_000);
        Noun known = nouns.getFirst();
        nouns.add(noun("synonym", "has a synonym that is there", known.lemma()));
        nouns.add(noun("short", "too few words"));
        nouns.add(noun("loud", "what is Loud, in short"));
        GlossData data = GlossData.of(nouns);
        List<String> chosen =
                Stream.of(data.search(), data.validation(), data.test())
                        .flatMap(List::stream)
                        .map(Noun::lemma)
                        .toList();
        assertThat(chosen).doesNotContain("short", "loud");
        assertThat(chosen).filteredOn(List.of(known.lemma(), "synonym")::contains).hasSize(1);
    }

    @Test
    void tooFewNounsAreCounted() {
        List<Noun> nouns = many(2_999);
        assertThatThrownBy(() -> GlossData.of(nouns))
                .hasMessage("WordNet must have 3000 fit nouns; found 2999.");
    }
}
