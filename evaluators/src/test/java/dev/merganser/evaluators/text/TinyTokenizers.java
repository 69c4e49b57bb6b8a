package dev.merganser.evaluators.text;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Tokenizers small enough to be read by people. */
public final class TinyTokenizers {

    private TinyTokenizers() {}

    /**
     * Words in lower case: {@code [PAD] [UNK] [CLS] [SEP] a b c cat cats dog the sat on mat ##s
     * ##at . red blue}, numbered from 0. The file says to pad and to cut to 8 tokens.
     */
    public static Path wordPiece() {
        return resource("tiny-wordpiece.json");
    }

    /**
     * Bytes: {@code <s> a b c d e f}, 7 space, 8 new line, {@code : .}, then the merges 11 " a", 12
     * "ab", 13 " b", 14 " ab"; puts nothing around a text.
     */
    public static Path bytePairs() {
        return resource("tiny-bpe.json");
    }

    private static Path resource(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(TinyTokenizers.class.getResource("/text/" + name))
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
