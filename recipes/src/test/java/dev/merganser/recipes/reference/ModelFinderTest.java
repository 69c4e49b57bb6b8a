package dev.merganser.recipes.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

class ModelFinderTest {

    @TempDir private Path folder;
    private Path work = Path.of("");
    private Path hub = Path.of("");

    @BeforeEach
    void make() throws IOException {
        work = Files.createDirectory(folder.resolve("work"));
        hub = Files.createDirectory(folder.resolve("hub"));
    }

    @Test
    void whatExistsAsAWholeIsAPathWhateverSignsItHolds() throws IOException {
        for (String name : new String[] {"a+b", "a@v1", "org/a+b@c+d"}) {
            Path path = Files.createDirectories(work.resolve(name));
            assertThat(found(name)).isEqualTo(ModelLocation.of(path));
        }
    }

    @Test
    void aPlusSignPartsTheBaseFromTheAdapter() throws IOException {
        Path base = Files.createDirectories(work.resolve("base"));
        Path odd = Files.createDirectories(work.resolve("b+c"));
        Path lora = Files.createDirectories(work.resolve("lora"));
        assertThat(found("base+lora")).isEqualTo(new ModelLocation(base, Optional.of(lora)));
        assertThat(found("b+c+lora")).isEqualTo(new ModelLocation(odd, Optional.of(lora)));
        assertThat(found("base+b+c")).isEqualTo(new ModelLocation(base, Optional.of(odd)));
    }

    @Test
    void theSignThatPartsIsOneWithSomethingOnBothSides() throws IOException {
        Files.createDirectories(work.resolve("a"));
        Path base = Files.createDirectories(work.resolve("a+b/kept"));
        Path lora = Files.createDirectories(work.resolve("lora"));
        assertThat(found("a+b/kept+lora")).isEqualTo(new ModelLocation(base, Optional.of(lora)));
    }

    @Test
    void idsAreFoundInTheCacheWithTheirRevisionsOnBothSides() throws IOException {
        Path base = TestHub.model(hub, "org/base", "main", "aa");
        Path old = TestHub.model(hub, "org/base", "v1", "bb");
        Path lora = TestHub.model(hub, "me/lora", "main", "cc");
        Path single = TestHub.model(hub, "gpt2", "main", "dd");
        assertThat(found("org/base")).isEqualTo(ModelLocation.of(base));
        assertThat(found("gpt2")).isEqualTo(ModelLocation.of(single));
        assertThat(found("org/base@v1+me/lora@main"))
                .isEqualTo(new ModelLocation(old, Optional.of(lora)));
        assertThat(found("org/base+me/lora").paths()).containsExactly(base, lora);
    }

    @Test
    void aPathGoesBeforeAnIdOfTheSameName() throws IOException {
        TestHub.model(hub, "org/base", "main", "aa");
        Path path = Files.createDirectories(work.resolve("org/base"));
        assertThat(found("org/base")).isEqualTo(ModelLocation.of(path));
        assertThatThrownBy(() -> found("org/base@main"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Only a Hugging Face id has revisions, but 'org/base' is a file or folder. Maybe leave '@main' out.");
    }

    @Test
    void whatIsNowhereIsRefusedWithWhatIsNearAndHowToGetIt() throws IOException {
        TestHub.model(hub, "org/base", "main", "aa");
        assertThatThrownBy(() -> found("org/bsae@v1"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Model 'org/bsae@v1' must be a path or a Hugging Face id in the local cache, but there is nothing at %s and no %s. Did you mean 'org/base'? Nothing is downloaded: maybe run 'huggingface-cli download org/bsae --revision v1', or the working directory is another one."
                                .formatted(
                                        work.resolve("org/bsae@v1"),
                                        hub.resolve("models--org--bsae")));
        assertThatThrownBy(() -> found("org/base+./lora"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Adapter './lora' must be a file or a folder, but there is nothing at %s. Maybe the working directory is another one."
                                .formatted(work.resolve("lora")));
        assertThatThrownBy(() -> found("./base+org/base"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("Model './base' must be a file or a folder");
    }

    @Test
    void aKeyBeforeAModelIsNamed() {
        assertThatThrownBy(() -> found("model:org/base"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Model 'model:org/base' must be a path or a Hugging Face id, but there is nothing at %s. Maybe leave 'model:' out."
                                .formatted(work.resolve("model:org/base")));
    }

    private ModelLocation found(String reference) {
        return new ModelFinder(work, HubCache.in(hub)).find(reference);
    }
}
