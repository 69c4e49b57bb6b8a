package dev.merganser.optimizer.survey;

import dev.merganser.optimizer.run.Workbench;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A survey from its settings to its files: {@code survey.csv}, {@code methods-compared.md}, and the
 * recipes of all rows under {@code recipes}.
 *
 * @param search what to merge and to measure; its space plays no part
 * @param methods names of the merge methods to compare; empty: all
 * @param recipes files of recipes that take part as well
 * @param seed of random masks
 */
public record SurveyRun(
        SearchSettings search, List<String> methods, List<Path> recipes, long seed) {

    /** The name of the page in the folder. */
    public static final String PAGE = "methods-compared.md";

    public SurveyRun {
        methods = List.copyOf(methods);
        recipes = List.copyOf(recipes);
    }

    /**
     * Runs it; takes minutes. Nothing is written before all is known.
     *
     * @param folder where its files go; must not exist yet
     * @param command the command line in words, for the page
     * @param progress what is under way, line by line
     */
    public void into(Path folder, String command, Consumer<String> progress) {
        if (Files.exists(folder)) {
            throw new WrongUseException(
                    "A survey needs a folder of its own, but %s exists.".formatted(folder));
        }
        Entrants entrants = entrants();
        try (Workbench workbench = Workbench.open(search)) {
            SurveyResult result = Survey.run(workbench, entrants, progress);
            write(folder.resolve("survey.csv"), SurveyTable.of(result));
            result.entries().forEach(entry -> write(folder.resolve("recipes"), entry));
            write(folder.resolve(PAGE), SurveyPage.of(result, command));
        }
    }

    private Entrants entrants() {
        List<MergeMethod> chosen =
                methods.isEmpty()
                        ? MergeMethods.all()
                        : methods.stream().map(MergeMethods::named).toList();
        return Entrants.of(search.models().experts().keySet(), chosen, named(), seed);
    }

    /** The user's recipes with models by their aliases, by the names of their files. */
    private Map<String, Recipe> named() {
        Map<String, Recipe> named = new LinkedHashMap<>();
        for (Path file : recipes) {
            Recipe recipe = RecipeReader.read(file).withModels(search.models()::alias);
            String name = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
            if (named.put("recipe " + name, recipe) != null) {
                throw new WrongUseException(
                        "Recipes of a survey need different names, found '%s' twice."
                                .formatted(name));
            }
        }
        return named;
    }

    private void write(Path folder, Entry entry) {
        String name = entry.name().replaceAll("[^A-Za-z0-9_-]+", "-");
        write(folder.resolve(name + ".default.yml"), text(entry.atDefault()));
        Optional<Contribution> best = entry.best();
        best.ifPresent(found -> write(folder.resolve(name + ".best.yml"), text(found)));
    }

    private String text(Contribution contribution) {
        ModelSettings models = search.models();
        return RecipeWriter.write(
                contribution
                        .recipe()
                        .withModels(
                                alias ->
                                        Optional.ofNullable(models.paths().get(alias))
                                                .map(Path::toString)
                                                .orElse(alias)));
    }

    private static void write(Path file, String text) {
        WholeFile.write(file, text);
    }
}
