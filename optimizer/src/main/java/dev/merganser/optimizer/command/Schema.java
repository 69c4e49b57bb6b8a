package dev.merganser.optimizer.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The JSON Schemas of the files that people write, for editors. */
enum Schema {
    RECIPE,
    SEARCH,
    TASK;

    /** The schema itself, as the documentation has it; the build puts it beside this class. */
    String text() {
        String name = name().toLowerCase(Locale.ROOT) + ".schema.json";
        try (InputStream input = Schema.class.getResourceAsStream(name)) {
            if (input == null) {
                throw new IllegalStateException("The program lacks its resource " + name);
            }
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }
}
