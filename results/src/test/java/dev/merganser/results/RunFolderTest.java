package dev.merganser.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.results.journal.JournalWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class RunFolderTest {
    @TempDir Path temporary;

    @Test
    void aNewRunMakesItsFolder() {
        Path root = temporary.resolve("a/b/run");

        assertThat(RunFolder.create(root).root()).isEqualTo(root).isEmptyDirectory();
        assertThat(RunFolder.create(root).root()).isEqualTo(root);
    }

    @Test
    void aFolderThatHoldsARunIsRefused() {
        RunFolder folder = RunFolder.create(temporary.resolve("run"));
        JournalWriter.create(folder.journal()).close();

        assertThatThrownBy(() -> RunFolder.create(folder.root()))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("holds a run")
                .hasMessageContaining("merganser resume " + folder.root())
                .hasMessageContaining("--out");
        assertThat(RunFolder.open(folder.root())).isEqualTo(folder);
    }

    @Test
    void aFolderOfOtherThingsAndAFileAreRefused() throws IOException {
        Files.writeString(temporary.resolve("thesis.txt"), "mine");

        assertThatThrownBy(() -> RunFolder.create(temporary))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("thesis.txt");
        assertThatThrownBy(() -> RunFolder.create(temporary.resolve("thesis.txt")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("is a file");
        assertThatThrownBy(() -> RunFolder.open(temporary))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("journal.jsonl");
    }

    @Test
    void pathsAreThoseOfTheDesign() {
        var folder = new RunFolder(Path.of("r"));

        assertThat(folder.manifest()).isEqualTo(Path.of("r/manifest.json"));
        assertThat(folder.searchFile()).isEqualTo(Path.of("r/search.yml"));
        assertThat(folder.journal()).isEqualTo(Path.of("r/journal.jsonl"));
        assertThat(folder.scores()).isEqualTo(Path.of("r/scores"));
        assertThat(folder.frontJson()).isEqualTo(Path.of("r/front.json"));
        assertThat(folder.frontCsv()).isEqualTo(Path.of("r/front.csv"));
        assertThat(folder.progress()).isEqualTo(Path.of("r/progress.csv"));
        assertThat(folder.recipe(17)).isEqualTo(Path.of("r/recipes/17.yml"));
        assertThat(folder.report()).isEqualTo(Path.of("r/report.html"));
        assertThat(folder.log()).isEqualTo(Path.of("r/run.log"));
    }
}
