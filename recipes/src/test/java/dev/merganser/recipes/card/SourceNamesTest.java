package dev.merganser.recipes.card;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class SourceNamesTest {

    @Test
    void modelsAreCalledByTheLastPartOfTheirPaths() {
        assertThat(names("/home/me/models/base", "/home/me/models/b.safetensors"))
                .containsExactly("base", "b.safetensors");
    }

    @Test
    void asManyPartsAreTakenAsTellThemApart() {
        assertThat(names("/home/me/one/run/model", "/home/me/two/run/model", "/x/c"))
                .containsExactly("one/run/model", "two/run/model", "x/c");
    }

    @Test
    void aGeneralFileNameIsCalledWithItsFolder() {
        assertThat(names("/home/me/base/model.safetensors"))
                .containsExactly("base/model.safetensors");
    }

    @Test
    void modelsOfTheHubAreCalledByTheirIds() {
        String cached = "/home/me/.cache/huggingface/hub/models--org--name--2/snapshots/abc123";
        assertThat(names(cached, "/x/name--2")).containsExactly("org/name--2", "name--2");
        assertThat(SourceNames.hub(Path.of(cached)))
                .contains(new SourceNames.HubModel("org/name--2", "abc123"));
    }

    private static List<String> names(String... paths) {
        return List.copyOf(SourceNames.of(Stream.of(paths).map(Path::of).toList()).values());
    }
}
