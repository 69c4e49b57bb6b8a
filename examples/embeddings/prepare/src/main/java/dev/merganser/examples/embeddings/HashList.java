package dev.merganser.examples.embeddings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names of files with the SHA-256 that each must have, in the format of the program {@code
 * sha256sum}: a line a file, 64 hexadecimal digits, two spaces, the name.
 */
record HashList(Map<String, String> hashes) {

    private static final int DIGITS = 64;

    HashList {
        hashes = Collections.unmodifiableMap(new TreeMap<>(hashes));
    }

    static HashList read(Path file) throws IOException {
        var hashes = new TreeMap<String, String>();
        for (String line : Files.readAllLines(file)) {
            if (line.length() < DIGITS + 3) {
                throw new PrepareException(
                        "Each line of %s must be a SHA-256 and a name; found: %s"
                                .formatted(file, line));
            }
            hashes.put(line.substring(DIGITS + 2), line.substring(0, DIGITS));
        }
        return new HashList(hashes);
    }

    /** The files of the list that are missing in the folder or have another hash. */
    List<String> wrongIn(Path folder) throws IOException {
        var wrong = new ArrayList<String>();
        for (var entry : hashes.entrySet()) {
            Path file = folder.resolve(entry.getKey());
            if (!Files.isRegularFile(file) || !sha256(file).equals(entry.getValue())) {
                wrong.add(entry.getKey());
            }
        }
        return List.copyOf(wrong);
    }

    /**
     * Makes sure that a file has the hash that the list has for a name.
     *
     * @throws PrepareException with both hashes and the advice given
     */
    void check(String name, Path file, String advice) throws IOException {
        String wanted = hashes.getOrDefault(name, "none: it is not in the list");
        String found = sha256(file);
        if (!found.equals(wanted)) {
            throw new PrepareException(
                    "The SHA-256 of %s must be %s, but is %s. %s"
                            .formatted(name, wanted, found, advice));
        }
    }

    /** The SHA-256 of a file's bytes, in hexadecimal digits. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A fresh SHA-256. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
