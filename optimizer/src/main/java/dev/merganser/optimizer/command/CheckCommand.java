package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.SearchCheck;
import dev.merganser.recipes.Finding;
import dev.merganser.recipes.Models;
import dev.merganser.recipes.RecipeChecker;
import dev.merganser.recipes.yaml.YamlMap;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.List;

/** {@code merganser check}. */
@picocli.CommandLine.Command(
        name = "check",
        description = "Say what is wrong with a recipe or a search file before any heavy work.")
final class CheckCommand extends Command {

    @Parameters(paramLabel = "FILE", description = "A recipe or a search file.")
    private Path file = Path.of("");

    @Option(names = "--deep", description = "Look for NaN and infinities in all weights.")
    private boolean deep;

    CheckCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        List<Finding> findings = findings();
        findings.forEach(finding -> console.out().println(line(finding)));
        if (findings.stream().noneMatch(Finding::isError)) {
            console.out().println(file + ": can be carried out.");
        }
        return exitCode(findings);
    }

    private List<Finding> findings() {
        if (YamlMap.read(file).has("space")) {
            return SearchCheck.check(file);
        }
        try (Models models = Models.open(Path.of(""))) {
            return RecipeChecker.check(file, models, deep);
        }
    }

    private static String line(Finding finding) {
        return (finding.isError() ? "error: " : "warning: ") + finding.message();
    }

    private static int exitCode(List<Finding> findings) {
        return findings.stream()
                .mapToInt(
                        finding ->
                                switch (finding.kind()) {
                                    case WARNING -> 0;
                                    case BAD_DATA -> 1;
                                    case WRONG_USE -> 2;
                                })
                .max()
                .orElse(0);
    }
}
