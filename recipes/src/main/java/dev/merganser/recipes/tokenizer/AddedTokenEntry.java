package dev.merganser.recipes.tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/** An entry of {@code added_tokens} while it is read. */
final class AddedTokenEntry {

    private final Set<String> flags = new HashSet<>();
    private @Nullable String content;
    private long id = -1;
    private boolean hasId;

    void flag(String name) {
        flags.add(name);
    }

    void content(String name, String value) {
        if (name.equals("content")) {
            content = value;
        }
    }

    void id(String name, long value) {
        if (name.equals("id")) {
            id = value;
            hasId = true;
        }
    }

    boolean isWhole() {
        return hasId && content != null;
    }

    long id() {
        return id;
    }

    AddedToken token() {
        return new AddedToken(
                String.valueOf(content),
                flags.contains("single_word"),
                flags.contains("lstrip"),
                flags.contains("rstrip"),
                flags.contains("normalized"),
                flags.contains("special"));
    }
}
