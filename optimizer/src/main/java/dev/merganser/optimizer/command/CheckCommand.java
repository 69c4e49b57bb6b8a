package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.SearchCheck;
import dev.merganser.recipes.Finding;
import dev.merganser.recipes.Models;
import dev.merganser.recipes.RecipeChecker;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlDocuments;
import dev.merganser.recipes.yaml.YamlMap;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.List;

/** {@code merganser check}. */
@picocli.CommandLine.Command(
        name = "check",
        description = "Say what is wrong with a recipe, search or task file before any heavy work.")
final class CheckCommand extends Command {

    private static final List<String> SEARCH_KEYS = List.of("space", "objectives", "tasks");
    private static final List<String> TASK_KEYS = List.of("kind", "data", "head");

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "A recipe, a search file or a task file.")
    private @Nullable Path file;

    @Option(names = "--deep", description = "Look for NaN and infinities in a recipe's models.")
    private boolean deep;

    @Option(
            names = "--schema",
            paramLabel = "KIND",
            description = "Print the JSON Schema of recipes, search or task files, for editors.")
    private @Nullable Schema schema;

    CheckCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if (schema != null) {
            console.out().print(schema.text());
            console.out().flush();
            return 0;
        }
        if (file == null) {
            throw new WrongUseException(
                    "'check' needs a FILE: a recipe, a search file or a task file; found none.");
        }
        return check(file);
    }

    private int check(Path given) {
        List<Finding> findings = findings(given);
        findings.forEach(finding -> console.out().println(line(finding)));
        if (findings.stream().noneMatch(Finding::isError)) {
            console.out().println(given + ": nothing is wrong.");
        }
        return exitCode(findings);
    }

    private List<Finding> findings(Path given) {
        YamlMap yaml = YamlDocuments.read(given).getFirst();
        if (SEARCH_KEYS.stream().anyMatch(yaml::has)) {
            return SearchCheck.search(given);
        }
        if (TASK_KEYS.stream().anyMatch(yaml::has)) {
            return SearchCheck.task(given);
        }
        try (Models models = Models.open(Path.of(""))) {
            return RecipeChecker.check(given, models, deep);
        }
    }

    private static String line(Finding finding) {
        return finding.label() + ": " + finding.message();
    }

    private static int exitCode(List<Finding> findings) {
        return findings.stream()
                .mapToInt(
                        finding ->
                                switch (finding.kind()) {
                                    case NOTE, WARNING -> 0;
                                    case BAD_DATA -> 1;
                                    case WRONG_USE -> 2;
                                })
                .max()
                .orElse(0);
    }
}
