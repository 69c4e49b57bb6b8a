package dev.merganser.recipes.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

class HubCacheTest {

    private static final Path HOME = Path.of("/home/me");

    @TempDir private Path folder;

    @Test
    void theEnvironmentSaysWhereTheCacheLiesInTheOrderOfTheHub() {
        assertThat(folderFor(Map.of())).isEqualTo(HOME.resolve(".cache/huggingface/hub"));
        assertThat(folderFor(Map.of("XDG_CACHE_HOME", "/x")))
                .isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(folderFor(Map.of("XDG_CACHE_HOME", "/x", "HF_HOME", "/hf")))
                .isEqualTo(Path.of("/hf/hub"));
        assertThat(folderFor(Map.of("HF_HOME", "/hf", "HUGGINGFACE_HUB_CACHE", "/old")))
                .isEqualTo(Path.of("/old"));
        assertThat(folderFor(Map.of("HUGGINGFACE_HUB_CACHE", "/old", "HF_HUB_CACHE", "~/new")))
                .isEqualTo(HOME.resolve("new"));
        assertThat(folderFor(Map.of("HF_HUB_CACHE", " ", "HF_HOME", "/hf")))
                .isEqualTo(Path.of("/hf/hub"));
    }

    @Test
    void aRevisionIsABranchATagOrACommit() throws IOException {
        Path snapshot = TestHub.model(folder, "org/tiny", "main", "c0ffee");
        TestHub.model(folder, "org/tiny", "refs/pr/1", "decade");
        HubCache cache = HubCache.in(folder);
        assertThat(cache.snapshot("org/tiny", Optional.empty())).contains(snapshot);
        assertThat(cache.snapshot("org/tiny", Optional.of("main"))).contains(snapshot);
        assertThat(cache.snapshot("org/tiny", Optional.of("c0ffee"))).contains(snapshot);
        assertThat(cache.snapshot("org/tiny", Optional.of("refs/pr/1")))
                .contains(snapshot.resolveSibling("decade"));
        assertThat(cache.snapshot("org/other", Optional.empty())).isEmpty();
        assertThat(cache.ids()).containsExactly("org/tiny");
    }

    @Test
    void aRevisionThatIsNotThereIsRefusedWithThoseThatAre() throws IOException {
        TestHub.model(folder, "org/tiny", "main", "c0ffee1234567");
        assertThatThrownBy(() -> HubCache.in(folder).snapshot("org/tiny", Optional.of("v2")))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Model 'org/tiny' must be in the local Hugging Face cache with revision 'v2', but %s has only main (c0ffee12), c0ffee1234567. Nothing is downloaded: maybe run 'huggingface-cli download org/tiny --revision v2'."
                                .formatted(folder.resolve("models--org--tiny")));
    }

    @Test
    void aRevisionCannotLeadOutOfItsModel() throws IOException {
        TestHub.model(folder, "org/tiny", "main", "c0ffee");
        Files.createDirectories(folder.resolve("elsewhere"));
        for (String wrong : new String[] {"../../elsewhere", "..", "", "/etc", "."}) {
            assertThatThrownBy(() -> HubCache.in(folder).snapshot("org/tiny", Optional.of(wrong)))
                    .isInstanceOf(WrongUseException.class);
        }
    }

    private static Path folderFor(Map<String, String> environment) {
        return HubCache.of(environment, HOME).folder();
    }
}
