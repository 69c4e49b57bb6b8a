package dev.merganser.evaluators.text;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.SmallFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A {@code tokenizer.json} that was read. Immutable; holds no native memory.
 *
 * @param path where it stands, for messages and the manifest
 * @param json what it holds
 */
public record TokenizerFile(Path path, String json) {

    /** Reads a file. One that is not there is wrong use, one that cannot be read is bad data. */
    public static TokenizerFile read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new WrongUseException(
                    "tokenizer must be a file tokenizer.json, but %s %s."
                            .formatted(
                                    path,
                                    Files.isDirectory(path) ? "is a folder" : "is not there"));
        }
        return new TokenizerFile(path, SmallFile.text(path));
    }

    /**
     * A tokenizer that cuts long texts; the caller closes it. A file that is no tokenizer is bad
     * data.
     *
     * @param maxTokens the most tokens of a text, special ones included; empty: what the file says,
     *     else 512
     */
    public Tokenizer open(OptionalInt maxTokens) {
        return Tokenizer.open(this, maxTokens);
    }

    /** A tokenizer that cuts no text; the caller closes it. As the other. */
    public Tokenizer openUncut() {
        return Tokenizer.open(this);
    }
}
