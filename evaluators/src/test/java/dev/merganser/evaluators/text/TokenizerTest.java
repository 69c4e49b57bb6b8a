package dev.merganser.evaluators.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

class TokenizerTest {

    private static Tokenizer wordPiece(int... maxTokens) {
        return TokenizerFile.read(TinyTokenizers.wordPiece())
                .open(maxTokens.length == 0 ? OptionalInt.empty() : OptionalInt.of(maxTokens[0]));
    }

    @Test
    void aTextBecomesItsTokensBetweenSpecialOnes() {
        try (Tokenizer tokenizer = wordPiece()) {
            Encoded encoded = tokenizer.encode("The CATS sat.");
            assertThat(encoded.ids()).containsExactly(2, 10, 8, 11, 16, 3);
            assertThat(encoded.types()).containsOnly(0);
            assertThat(tokenizer.tokens("mats")).containsExactly(13, 14);
            assertThat(tokenizer.leadingTokens()).containsExactly(2);
        }
    }

    @Test
    void anEmptyTextIsItsSpecialTokensAndUnknownWordsAreUnknown() {
        try (Tokenizer tokenizer = wordPiece()) {
            assertThat(tokenizer.encode("").ids()).containsExactly(2, 3);
            assertThat(tokenizer.encode("a zebra 😀").ids()).containsExactly(2, 4, 1, 1, 3);
        }
    }

    @Test
    void halfASurrogatePairLosesNothingElse() {
        try (Tokenizer tokenizer = wordPiece()) {
            assertThat(tokenizer.encode("cat \ud83d 😀 dog").ids())
                    .containsExactly(2, 7, 1, 1, 9, 3);
        }
    }

    @Test
    void longTextsAreCutToWhatTheFileSaysOrToWhatIsAskedAndNothingIsPadded() {
        String text = "a b c a b c a b c a b c";
        try (Tokenizer usual = wordPiece();
                Tokenizer short_ = wordPiece(3);
                Tokenizer uncut = TokenizerFile.read(TinyTokenizers.wordPiece()).openUncut()) {
            assertThat(usual.encode(text).ids()).containsExactly(2, 4, 5, 6, 4, 5, 6, 3);
            assertThat(short_.encode(text).ids()).containsExactly(2, 4, 3);
            assertThat(uncut.encode(text).length()).isEqualTo(14);
            assertThat(usual.encode("a").ids()).containsExactly(2, 4, 3);
        }
    }

    @Test
    void roomForNothingButSpecialTokensIsWrongUse() {
        assertThatThrownBy(() -> wordPiece(2))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("max_tokens must be more than the 2 special tokens of ")
                .hasMessageEndingWith("tiny-wordpiece.json, found 2.");
    }

    @Test
    void bytePairsAreMergedAndHaveNoSpecialTokens() {
        try (Tokenizer tokenizer = TokenizerFile.read(TinyTokenizers.bytePairs()).openUncut()) {
            assertThat(tokenizer.tokens("ab ab")).containsExactly(12, 14);
            assertThat(tokenizer.tokens("<s>c: ")).containsExactly(0, 3, 9, 7);
            assertThat(tokenizer.leadingTokens()).isEmpty();
        }
    }

    @Test
    void threadsMayShareATokenizer() {
        try (Tokenizer tokenizer = wordPiece()) {
            List<Encoded> all =
                    IntStream.range(0, 400)
                            .parallel()
                            .mapToObj(i -> tokenizer.encode("the cat sat on the mat"))
                            .distinct()
                            .toList();
            assertThat(all).hasSize(1);
        }
    }

    @Test
    void aClosedTokenizerSaysSoAndMayBeClosedAgain() {
        Tokenizer tokenizer = wordPiece();
        tokenizer.close();
        tokenizer.close();
        assertThatThrownBy(() -> tokenizer.encode("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFileThatIsNotThereIsWrongUseAndOneThatIsNoTokenizerIsBadData(@TempDir Path folder)
            throws IOException {
        assertThatThrownBy(() -> TokenizerFile.read(folder))
                .isInstanceOf(WrongUseException.class)
                .hasMessageEndingWith("is a folder.");
        assertThatThrownBy(() -> TokenizerFile.read(folder.resolve("tokenizer.json")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageEndingWith("tokenizer.json is not there.");
        Path file = Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": 3}");
        assertThatThrownBy(() -> TokenizerFile.read(file).openUncut())
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(
                        "must be a tokenizer of Hugging Face (tokenizer.json), found");
    }

    @Test
    void aFolderForTemporaryFilesThatIsNotThereIsNamed(@TempDir Path folder) {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> NativeTokenizers.load("linux-x86_64", missing))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("MERGANSER_JAVA_OPTS=-Djava.io.tmpdir=DIR");
    }

    @Test
    void aMachineWithoutALibraryIsNamedAndNothingIsLeftBehind(@TempDir Path folder) {
        assertThatThrownBy(() -> NativeTokenizers.load("linux-riscv64", folder))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("which has none for linux-riscv64");
        assertThat(folder).isEmptyDirectory();
    }
}
