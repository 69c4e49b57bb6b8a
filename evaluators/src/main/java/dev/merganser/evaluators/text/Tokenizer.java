package dev.merganser.evaluators.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Cuts texts into tokens as a {@code tokenizer.json} says, except that it never pads. Safe for use
 * by many threads. Owns native memory until closed.
 */
public final class Tokenizer implements AutoCloseable {

    private static final int USUAL_MAX_TOKENS = 512;
    private static final int SHOWN = 40;

    private final TokenizersLibrary library;
    private final TokenizerFile file;
    private final long handle;
    private final int usualMaxTokens;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private Tokenizer(TokenizersLibrary library, TokenizerFile file) {
        this.library = library;
        this.file = file;
        handle = create();
        usualMaxTokens =
                "DO_NOT_TRUNCATE".equals(library.getTruncationStrategy(handle))
                        ? USUAL_MAX_TOKENS
                        : library.getMaxLength(handle);
        library.disablePadding(handle);
        library.disableTruncation(handle);
    }

    private long create() {
        try {
            return library.createTokenizerFromString(file.json());
        } catch (RuntimeException e) {
            throw new BadDataException(
                    "%s must be a tokenizer of Hugging Face (tokenizer.json), found: %s."
                            .formatted(file.path(), e.getMessage()),
                    e);
        }
    }

    /** A tokenizer that cuts no text. */
    static Tokenizer open(TokenizerFile file) {
        return new Tokenizer(NativeTokenizers.get(), file);
    }

    /** A tokenizer that cuts texts; empty: to the length that the file says, else 512. */
    static Tokenizer open(TokenizerFile file, OptionalInt maxTokens) {
        Tokenizer tokenizer = open(file);
        try {
            tokenizer.cutTo(maxTokens.orElse(tokenizer.usualMaxTokens));
            return tokenizer;
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** The native side subtracts special tokens without looking, so too few are refused here. */
    private void cutTo(int maxTokens) {
        int special = encode("").length();
        if (maxTokens <= special) {
            throw new WrongUseException(
                    "max_tokens must be more than the %d special tokens of %s, found %d."
                            .formatted(special, file.path(), maxTokens));
        }
        library.setTruncation(handle, maxTokens, "LONGEST_FIRST", 0);
    }

    /** A text with the special tokens that the tokenizer puts around one. */
    public Encoded encode(String text) {
        return encoding(
                text,
                true,
                encoding ->
                        new Encoded(
                                ints(library.getTokenIds(encoding)),
                                ints(library.getTypeIds(encoding))));
    }

    /** The tokens of a text alone. */
    public int[] tokens(String text) {
        return encoding(text, false, encoding -> ints(library.getTokenIds(encoding)));
    }

    /** The special tokens that the tokenizer puts before a text, such as a begin of sequence. */
    public int[] leadingTokens() {
        return encoding(
                "a",
                true,
                encoding -> {
                    long[] special = library.getSpecialTokenMask(encoding);
                    int[] ids = ints(library.getTokenIds(encoding));
                    int leading = 0;
                    while (leading < ids.length && special[leading] == 1) {
                        leading++;
                    }
                    return Arrays.copyOf(ids, leading);
                });
    }

    /** What is asked of a text's encoding, which is freed then. */
    private <T> T encoding(String text, boolean special, LongFunction<T> question) {
        lock.readLock().lock();
        try {
            long encoding = encode(wellFormed(text), special);
            try {
                return question.apply(encoding);
            } finally {
                library.deleteEncoding(encoding);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    private long encode(String text, boolean special) {
        if (closed) {
            throw new IllegalStateException("The tokenizer is closed");
        }
        try {
            return library.encode(handle, text, special);
        } catch (RuntimeException e) {
            throw new BadDataException(
                    "%s cannot cut the text '%s' into tokens: %s."
                            .formatted(file.path(), start(text), e.getMessage()),
                    e);
        }
    }

    private static String start(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** Half a surrogate pair as a question mark: the native side would lose its whole text. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static int[] ints(long[] values) {
        return LongStream.of(values).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                library.deleteTokenizer(handle);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
