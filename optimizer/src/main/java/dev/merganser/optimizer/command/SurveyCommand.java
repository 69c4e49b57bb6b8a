package dev.merganser.optimizer.command;

import dev.merganser.optimizer.settings.Overrides;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.survey.SurveyRun;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.SmallFile;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.recipes.recipe.Recipe;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** {@code merganser survey}. */
@picocli.CommandLine.Command(
        name = "survey",
        description =
                "Compare all merge methods on the models and tasks of a search file: each at its defaults and at the best of a small scan.")
final class SurveyCommand extends Command {

    @Parameters(
            paramLabel = "SEARCH.yml",
            description = "Models, tasks, objectives and measures; its space plays no part.")
    private Path file = Path.of("");

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "Compare this method only; may be given several times.")
    private List<String> methods = List.of();

    @Option(
            names = "--recipe",
            paramLabel = "RECIPE.yml",
            description =
                    "A recipe that takes part as well, such as one of a method that needs statistics; may be given several times.")
    private List<Path> recipes = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder of its results; results/runs/<time>-survey-<name> otherwise.")
    private @Nullable Path out;

    @Option(
            names = "--page",
            paramLabel = "FILE.md",
            description = "Write the page of results here as well.")
    private @Nullable Path page;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of random masks; 1 by default.")
    private long seed = 1;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Recipes scored at once; all cores otherwise.")
    private @Nullable Integer threads;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec command;

    SurveyCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if (!(seed >= 0 && seed <= Recipe.MAX_MASK_SEED)) {
            throw new WrongUseException(
                    "--seed must be from 0 to %d, found %d.".formatted(Recipe.MAX_MASK_SEED, seed));
        }
        SearchSettings settings = SearchFile.read(file).with(overrides());
        Path folder = out == null ? RunFolders.fresh("survey-" + settings.name()) : out;
        new SurveyRun(settings, methods, recipes, seed).into(folder, commandLine(), this::progress);
        Path written = folder.resolve(SurveyRun.PAGE);
        if (page != null) {
            WholeFile.write(page, SmallFile.text(written));
        }
        console.out().println(written);
        return 0;
    }

    private Overrides overrides() {
        OptionalInt runners = OptionalInt.empty();
        if (threads != null) {
            ThreadCount.require(threads);
            runners = OptionalInt.of(threads);
        }
        return new Overrides(OptionalInt.empty(), Optional.empty(), OptionalLong.empty(), runners);
    }

    private String commandLine() {
        return "./merganser "
                + String.join(" ", command.root().commandLine().getParseResult().originalArgs());
    }

    private void progress(String line) {
        console.err().println(line + " …");
        console.err().flush();
    }
}
