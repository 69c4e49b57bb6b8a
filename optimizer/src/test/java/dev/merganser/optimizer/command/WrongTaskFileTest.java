package dev.merganser.optimizer.command;

import static dev.merganser.optimizer.command.Refusals.USE;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;

/** What is wrong in a task file is said in one line. */
class WrongTaskFileTest {

    @RegisterExtension static final Refusals REFUSED = Refusals.make();
    private static final SmallFamily FAMILY = REFUSED.family();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    head: | haed: | 2 | family/tasks/changed.yml: unknown key 'haed'. Did you mean 'head'? Known: data, head, input, kind, label, metric, metrics, name, output, split, strict, teachers, unlabelled
                    kind: classification | kind: nonsense | 2 | family/tasks/changed.yml: kind must be one of ALL_KINDS, found 'nonsense'.
                    metrics: [nll, accuracy] | metric: f1 | 2 | family/tasks/changed.yml: unknown metric 'f1'. Known: CLASS_METRICS
                    metrics: [nll, accuracy] | output: logits | 2 | Task 'digits' uses the output 'logits', but graph 'vision' has [features].
                    data/digits-test-images | data/digits-tst-images | 2 | family/data/digits-tst-images.idx: no such data file.
                    digits-test-images.idx | digits-test-labels.idx | 1 | family/data/digits-test-labels.idx: images need at least 2 dimensions, found 1. Maybe it holds labels.
                    """)
    void aTaskFileThatIsWrong(String old, String changed, int code, String complaint)
            throws IOException {
        String text = Files.readString(FAMILY.task("digits"));
        assertThat(text).contains(old);
        FAMILY.write("tasks/changed.yml", text.replace(old, changed));
        REFUSED.search("tasks/digits.yml", "tasks/changed.yml", code, complaint);
    }

    @Test
    void aMissingTaskFile() {
        REFUSED.search(
                "tasks/digits.yml",
                "tasks/digit.yml",
                USE,
                "family/tasks/digit.yml: no such file.");
        REFUSED.command(
                USE,
                "family/tasks/digit.yml: no such file.",
                "evaluate",
                Bundled.base(),
                "--graph",
                Bundled.graph(),
                "--task",
                FAMILY.task("digit"));
    }
}
