package dev.merganser.optimizer.space;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How genes say which layers a path has. */
public enum PathEncoding {
    /**
     * A switch for each slot; the slots are all layers of the pool in order, several times over
     * (arXiv:2403.13187, section 3.2).
     */
    INDICATORS,
    /** A layer of the pool or none for each place of the path. */
    PATH;

    /** The word for it in search files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The encoding of a word; empty where there is none. */
    public static Optional<PathEncoding> of(String key) {
        return Arrays.stream(values()).filter(encoding -> encoding.key().equals(key)).findFirst();
    }

    /** The words of all. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(PathEncoding::key).toList();
    }
}
