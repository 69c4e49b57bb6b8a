package dev.merganser.recipes.stage;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.file.FileHashes;
import dev.merganser.recipes.file.Sha256;
import dev.merganser.recipes.lora.AdapterDescription;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.ModelSources;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.CompanionFiles;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeFiles;
import dev.merganser.recipes.recipe.RecipeWriter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keys under which the results of intermediate merges are kept: hashes of all that decides a
 * result, which are the recipe, the content of its models with their companion files and
 * statistics, whose rules hold, and the version of the program. Equal keys mean equal results.
 */
final class StageKeys {

    private static final String FORMAT = "merganser-intermediate 1";

    private final Models models;
    private final FileHashes hashes;
    private final String head;
    private final Map<Path, String> results = new HashMap<>();

    StageKeys(Models models, FileHashes hashes, Semantics semantics, String version) {
        this.models = models;
        this.hashes = hashes;
        this.head = FORMAT + "\n" + version + "\n" + semantics + "\n";
    }

    /** The key of a merge whose models all exist, in hexadecimal. */
    String of(Recipe recipe) {
        List<String> references = recipe.references();
        var text = new StringBuilder(head);
        boolean readsTokenizers =
                recipe.tokenizer().isPresent() || recipe.chatTemplate().isPresent();
        for (String reference : references) {
            text.append(content(reference)).append('\n');
            if (readsTokenizers) {
                text.append(tokenizer(reference)).append('\n');
            }
        }
        for (String file : RecipeFiles.of(recipe)) {
            text.append(content(models.statisticsPath(file))).append('\n');
        }
        Recipe anonymous =
                recipe.withProvenance(Map.of()).withModels(name -> "@" + references.indexOf(name));
        return Sha256.of(text + RecipeWriter.write(anonymous));
    }

    /** Takes a folder for the result of this key, whose files need not be looked at. */
    void isResult(Path folder, String key) {
        results.put(folder.toAbsolutePath().normalize(), key);
    }

    private String content(String reference) {
        List<String> parts = new ArrayList<>();
        for (Path place : models.paths(reference)) {
            String key = results.get(place);
            parts.add(key == null ? content(place) : "result " + key);
        }
        return String.join(" ", parts);
    }

    /** What stands beside a model that is a file; the files of a folder are its content. */
    private String tokenizer(String reference) {
        return models.paths(reference).stream()
                .filter(place -> !Files.isDirectory(place))
                .map(place -> place.resolveSibling(""))
                .map(folder -> listed(folder, companions(folder)))
                .collect(Collectors.joining(" "));
    }

    private String content(Path place) {
        return listed(place, files(place));
    }

    private String listed(Path place, List<Path> files) {
        var lines = new StringBuilder();
        for (Path file : files) {
            String name = place.equals(file) ? "" : place.relativize(file).toString();
            lines.append(hashes.identity(file)).append(' ').append(name).append('\n');
        }
        return "files " + Sha256.of(lines.toString());
    }

    private static List<Path> files(Path place) {
        List<Path> files = new ArrayList<>(ModelSources.files(place));
        Path adapter = place.resolve(AdapterDescription.FILE);
        if (Files.isRegularFile(adapter)) {
            files.add(adapter); // its alpha decides as much as its weights
        }
        files.addAll(companions(place));
        return files;
    }

    private static List<Path> companions(Path place) {
        try {
            return Files.isDirectory(place)
                    ? CompanionFiles.of(place).stream().map(place::resolve).toList()
                    : List.of();
        } catch (IOException e) {
            throw new BadDataException(
                    "%s must be readable: %s".formatted(place, DiskWords.of(place, e)), e);
        }
    }
}
