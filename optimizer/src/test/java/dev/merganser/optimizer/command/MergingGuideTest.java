package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The commands of docs/merging.md, carried out one after the other as a reader would. */
class MergingGuideTest {

    private static final Pattern NAMED_FILE =
            Pattern.compile("(?ms)^```yaml\\n# (\\S+)\\n(.*?)^```");
    private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");

    @TempDir private Path folder = Path.of("");

    @Test
    void everyCommandOfTheGuideSucceeds() throws IOException {
        String guide = Files.readString(Bundled.HOME.resolve("docs/merging.md"));
        Files.createSymbolicLink(folder.resolve("examples"), Bundled.HOME.resolve("examples"));
        for (MatchResult file : NAMED_FILE.matcher(guide).results().toList()) {
            Files.writeString(folder.resolve(file.group(1)), file.group(2));
        }

        List<String> commands = commands(guide);

        assertThat(commands).hasSizeGreaterThan(10);
        commands.forEach(this::succeeds);
    }

    private void succeeds(String command) {
        Object[] words = command.split(" +");
        RealProgram program = RealProgram.startIn(folder, folder.resolve("out.txt"), words);

        assertThat(program.exitCode()).as("%s%n%s", command, program.text()).isZero();
    }

    private static List<String> commands(String guide) {
        return SHELL_BLOCK
                .matcher(guide)
                .results()
                .flatMap(block -> block.group(1).lines())
                .filter(line -> line.startsWith("./merganser "))
                .map(line -> line.replaceFirst("^\\./merganser ", "").replaceFirst(" +#.*$", ""))
                .toList();
    }
}
