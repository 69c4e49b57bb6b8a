package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlDocuments;
import dev.merganser.recipes.yaml.YamlMap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads recipe files of one document or of several, which name each other. The output is the
 * document without a {@code name}, else the only one that no other names. Everything wrong with the
 * text is a {@link WrongUseException}.
 */
public final class StagesReader {

    private static final String NAME = "name";

    /** In place of a name, which cannot be empty. */
    private static final String UNNAMED = "";

    private final Path file;
    private final Map<String, Recipe> named = new LinkedHashMap<>();
    private final List<Stage> ordered = new ArrayList<>();

    private StagesReader(Path file) {
        this.file = file;
    }

    /** Reads a recipe file; methods must exist and parameters must fit them. */
    public static Stages read(Path file) {
        return new StagesReader(file).stages(RecipeReader::checked);
    }

    /** Reads a recipe file without asking whether its methods know the parameters. */
    public static Stages readLanguage(Path file) {
        return new StagesReader(file).stages(RecipeReader::language);
    }

    private Stages stages(Function<YamlMap, Recipe> reader) {
        List<YamlMap> documents = YamlDocuments.read(file);
        if (documents.size() == 1) {
            return Stages.of(reader.apply(documents.getFirst().without(NAME)));
        }
        documents.forEach(document -> add(document, reader));
        String output = output();
        needs(recipe(output)).forEach(name -> visit(name, new ArrayList<>()));
        Set<String> needed = ordered.stream().map(Stage::name).collect(Collectors.toSet());
        List<String> unused =
                named.keySet().stream()
                        .filter(name -> !needed.contains(name) && !name.equals(output))
                        .toList();
        return new Stages(ordered, recipe(output), unused);
    }

    private Recipe recipe(String name) {
        return Objects.requireNonNull(named.get(name));
    }

    private void add(YamlMap document, Function<YamlMap, Recipe> reader) {
        String name = document.has(NAME) ? name(document) : UNNAMED;
        boolean isSecond = named.put(name, reader.apply(document.without(NAME))) != null;
        if (isSecond && name.equals(UNNAMED)) {
            throw document.wrong(
                    "only one document, the output, may be without a name; found a second.");
        }
        if (isSecond) {
            throw document.wrong(
                    "each document needs a name of its own, found %s twice."
                            .formatted(Quoted.text(name)));
        }
    }

    private static String name(YamlMap document) {
        String name = Words.word(document, NAME);
        if (name.contains("+") || name.contains("@")) {
            throw document.wrong(
                    "name must not contain '+' or '@', found %s.".formatted(Quoted.text(name)));
        }
        return name;
    }

    private String output() {
        Set<String> used =
                named.values().stream()
                        .flatMap(recipe -> needs(recipe).stream())
                        .collect(Collectors.toSet());
        List<String> last = named.keySet().stream().filter(name -> !used.contains(name)).toList();
        if (last.contains(UNNAMED) || last.size() == 1) {
            return last.contains(UNNAMED) ? UNNAMED : last.getFirst();
        }
        if (last.isEmpty()) {
            named.keySet().forEach(name -> visit(name, new ArrayList<>()));
        }
        throw new WrongUseException(
                "%s: one document must be the output: the one without a name, or the only one that no other names; found %s."
                        .formatted(file, quoted(last)));
    }

    private static String quoted(List<String> names) {
        return names.stream().map(Quoted::text).collect(Collectors.joining(", "));
    }

    private List<String> needs(Recipe recipe) {
        return recipe.references().stream()
                .map(Stages::nameIn)
                .filter(name -> !name.equals(UNNAMED) && named.containsKey(name))
                .distinct()
                .toList();
    }

    /** Puts a stage behind all that it needs. */
    private void visit(String name, List<String> path) {
        if (path.contains(name)) {
            String circle =
                    path.subList(path.indexOf(name), path.size()).stream()
                            .map(each -> Quoted.text(each) + " needs ")
                            .collect(Collectors.joining());
            throw new WrongUseException(
                    "%s: documents must not need each other in a circle, but %s%s."
                            .formatted(file, circle, Quoted.text(name)));
        }
        if (ordered.stream().noneMatch(stage -> stage.name().equals(name))) {
            path.add(name);
            Recipe recipe = recipe(name);
            needs(recipe).forEach(each -> visit(each, path));
            path.removeLast();
            ordered.add(new Stage(name, recipe));
        }
    }
}
