package dev.merganser.recipes.card;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class LicenseTest {

    @TempDir private Path folder;

    @Test
    void aCardStatesItsLicenceInTheFrontMatter() throws IOException {
        assertThat(ofCard("---\nlicense: Apache-2.0\ntags: [x]\n---\n# Model\nlicense: mit\n"))
                .contains(License.of("apache-2.0"));
        assertThat(
                        ofCard(
                                "---\nlicense: other\nlicense_name: llama3\nlicense_link: LICENSE\n---\n"))
                .contains(new License("other", Optional.of("llama3"), Optional.of("LICENSE")));
        assertThat(ofCard("---\r\nlicense:\r\n- mit\r\n- apache-2.0\r\n---\r\n"))
                .contains(new License("other", Optional.of("mit, apache-2.0"), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# Model\nlicense: mit\n",
                "---\ntags: [a]\n---\n",
                "---\nlicense:\n---\n",
                "---\nlicense: {a: b}\n---\n",
                "---\nlicense: mit\n",
                "---\nlicense: mit\nlicense: mit2\n  bad: [\n---\n"
            })
    void aCardWithoutALicenceOrWithBrokenFrontMatterStatesNone(String text) throws IOException {
        assertThat(ofCard(text)).isEmpty();
    }

    @Test
    void aMissingCardStatesNone() {
        assertThat(License.ofCard(folder.resolve("none"))).isEmpty();
    }

    @Test
    void weightsMayStateTheirs() {
        assertThat(License.ofMetadata(Map.of("modelspec.license", "CreativeML Open RAIL-M")))
                .contains(
                        new License(
                                "other", Optional.of("CreativeML Open RAIL-M"), Optional.empty()));
        assertThat(License.ofMetadata(Map.of("license", "MIT"))).contains(License.of("mit"));
        assertThat(License.ofMetadata(Map.of("format", "pt"))).isEmpty();
    }

    @Test
    void onlyOneAndTheSameLicenceIsCommon() {
        var mit = Optional.of(License.of("mit"));
        var gpl = Optional.of(License.of("gpl-3.0"));
        assertThat(common(mit, mit)).isEqualTo(mit);
        assertThat(License.common(List.of(mit))).isEqualTo(mit);
        assertThat(common(mit, gpl)).isEmpty();
        assertThat(common(mit, Optional.empty())).isEmpty();
        assertThat(common(Optional.empty(), Optional.empty())).isEmpty();
        assertThat(License.common(List.of())).isEmpty();
    }

    @Test
    void licencesWithoutAWordOfTheHubAreTheSameByNameOnly() {
        var llama = other("llama3", "a");
        var llama2 = other("Llama3", "b");
        assertThat(common(llama, llama)).isEqualTo(llama);
        assertThat(common(llama, llama2))
                .contains(new License("other", Optional.of("llama3"), Optional.empty()));
        assertThat(common(llama, other("gemma", "a"))).isEmpty();
        var nameless = Optional.of(new License("other", Optional.empty(), Optional.empty()));
        assertThat(common(nameless, nameless)).isEmpty();
    }

    private static Optional<License> other(String name, String link) {
        return Optional.of(new License("other", Optional.of(name), Optional.of(link)));
    }

    private static Optional<License> common(Optional<License> one, Optional<License> other) {
        return License.common(List.of(one, other));
    }

    private Optional<License> ofCard(String text) throws IOException {
        return License.ofCard(Files.writeString(folder.resolve("README.md"), text));
    }
}
