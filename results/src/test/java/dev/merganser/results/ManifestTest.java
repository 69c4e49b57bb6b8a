package dev.merganser.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class ManifestTest {
    private static final Manifest MANIFEST =
            new Manifest(
                    "vision",
                    Instant.parse("2026-01-02T03:04:05Z"),
                    List.of("search", "search.yml"),
                    -3,
                    2,
                    Map.of("search", Map.of("population", 32, "rates", List.of(0.5, true, "x"))),
                    Map.of("weights", "FEED"),
                    List.of(new Manifest.Input("base", "models/base.safetensors", "ab".repeat(32))),
                    Map.of("merganser", "0.1.0"),
                    Map.of("cores", "2"),
                    List.of("3 near duplicates"));

    @TempDir Path folder;

    @Test
    void isReadBackAsItWasWritten() {
        MANIFEST.write(folder.resolve("manifest.json"));

        assertThat(Manifest.read(folder.resolve("manifest.json"))).isEqualTo(MANIFEST);
    }

    @Test
    void whatIsNoManifestIsNamed() throws IOException {
        Path file = folder.resolve("manifest.json");
        assertThatThrownBy(() -> Manifest.read(file)).isInstanceOf(WrongUseException.class);

        Files.writeString(file, "{\"format\":\"merganser-front\",\"version\":1}");
        assertThatThrownBy(() -> Manifest.read(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("merganser-manifest")
                .hasMessageContaining("merganser-front");
    }
}
