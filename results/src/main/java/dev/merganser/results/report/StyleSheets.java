package dev.merganser.results.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The style sheets that reports and pictures carry inside. */
final class StyleSheets {
    static final String PICTURE = load("picture.css");
    static final String PAGE = load("page.css");

    private StyleSheets() {}

    private static String load(String name) {
        try (InputStream in = StyleSheets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The program must contain " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
