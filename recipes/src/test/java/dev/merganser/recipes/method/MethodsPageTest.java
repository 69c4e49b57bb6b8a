package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** docs/methods.md says what descriptors and golden cases say. */
class MethodsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "methods.md");

    /** {@code scripts/write-pages} runs this test so that it writes the page first. */
    private static final boolean WRITES = Boolean.getBoolean("merganser.write-pages");

    @Test
    void thePageIsUpToDate() throws IOException {
        String page = MethodsPage.of(template(), MergeMethods.all(), GoldenStatus.run());
        if (WRITES) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/methods.md is made by scripts/write-pages: run it")
                .isEqualTo(page);
    }

    private static String template() throws IOException {
        try (var template =
                Objects.requireNonNull(
                        MethodsPageTest.class.getResourceAsStream("/methods-template.md"))) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
