package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.PoolGraphs;
import dev.merganser.optimizer.run.SearchCheck;
import dev.merganser.recipes.check.CheckReport;
import dev.merganser.recipes.check.CheckSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeOutput;
import dev.merganser.recipes.yaml.YamlDocuments;
import dev.merganser.recipes.yaml.YamlMap;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
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

    @Mixin private CompatOption compat = new CompatOption();

    @Option(
            names = "--out",
            paramLabel = "OUT",
            description = "Where the recipe's model would go: look whether it could be written.")
    private @Nullable Path out;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Threads of the merge whose time and memory are estimated.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin private GraphOption graph = new GraphOption();

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
        return check(file, output());
    }

    private int check(Path given, MergeOutput asked) {
        CheckReport report = json ? reportOfAny(given, asked) : report(given, asked);
        var printer = new CheckPrinter(given, report);
        console.out().print(json ? new CheckJson(printer).text() : printer.text());
        console.out().flush();
        return printer.exitCode();
    }

    /** A report also of what cannot be read at all, so that scripts always get JSON. */
    private CheckReport reportOfAny(Path given, MergeOutput asked) {
        try {
            return report(given, asked);
        } catch (WrongUseException e) {
            return CheckReport.of(
                    List.of(new Finding(Finding.Kind.WRONG_USE, String.valueOf(e.getMessage()))));
        }
    }

    private CheckReport report(Path given, MergeOutput asked) {
        YamlMap yaml = YamlDocuments.read(given).getFirst();
        if (SEARCH_KEYS.stream().anyMatch(yaml::has)) {
            return CheckReport.of(SearchCheck.search(given));
        }
        if (TASK_KEYS.stream().anyMatch(yaml::has)) {
            return CheckReport.of(SearchCheck.task(given));
        }
        try (Models models = Models.open(Path.of(""))) {
            MergeOutput known = asked.withPaths(new PoolGraphs(models, graph.file()));
            return RecipeChecker.check(given, models, settings(known));
        }
    }

    private CheckSettings settings(MergeOutput known) {
        CheckSettings asked =
                CheckSettings.standard()
                        .withSemantics(compat.semantics())
                        .withDeep(deep)
                        .withOutput(known)
                        .withProgress(new DeepProgress(console));
        return out == null ? asked : asked.withOut(out);
    }

    private MergeOutput output() {
        ThreadCount.require(threads);
        MergeOutput plain = MergeOutput.STANDARD.withThreads(threads);
        return graph.file().map(plain::withGraph).orElse(plain);
    }
}
