package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The merges of one file, as mergekit-multi has them: the output, and before it those whose results
 * it needs. A reference to a model is that of a stage where the text before the first {@code @} or
 * {@code +} is a stage's name.
 *
 * @param intermediates in an order in which each comes after all that it needs; names are distinct
 * @param output the merge that the file is there for
 * @param unused names of documents that the output does not need
 */
public record Stages(List<Stage> intermediates, Recipe output, List<String> unused) {

    public Stages {
        intermediates = List.copyOf(intermediates);
        unused = List.copyOf(unused);
    }

    /** One merge. */
    public static Stages of(Recipe recipe) {
        return new Stages(List.of(), recipe, List.of());
    }

    /** These stages with another output, such as one of another type. */
    public Stages withOutput(Recipe changed) {
        return new Stages(intermediates, changed, unused);
    }

    /** What is needed for one of the intermediates, as its output. */
    public Stages upTo(Stage stage) {
        Set<String> needed = new LinkedHashSet<>(needs(stage.recipe()));
        for (Stage earlier : intermediates.reversed()) {
            if (needed.contains(earlier.name())) {
                needed.addAll(needs(earlier.recipe()));
            }
        }
        return new Stages(
                intermediates.stream().filter(each -> needed.contains(each.name())).toList(),
                stage.recipe(),
                List.of());
    }

    private List<String> needs(Recipe recipe) {
        return recipe.references().stream().flatMap(name -> stageOf(name).stream()).toList();
    }

    /** The stage that a reference names, if it names one. */
    public Optional<String> stageOf(String reference) {
        String name = nameIn(reference);
        return names().contains(name) ? Optional.of(name) : Optional.empty();
    }

    /** A warning for each document that the output does not need. */
    public List<Finding> findings() {
        return unused.stream()
                .map(
                        name ->
                                Finding.warning(
                                        "Document %s is named by no other that is merged, so it is not merged."
                                                .formatted(Quoted.text(name))))
                .toList();
    }

    /** The part of a reference that may be a stage's name. */
    static String nameIn(String reference) {
        return reference.split("[@+]", 2)[0];
    }

    private Set<String> names() {
        return intermediates.stream().map(Stage::name).collect(Collectors.toSet());
    }

    /** Every model that comes from outside, each once, those of the output last. */
    public List<String> references() {
        Set<String> all = new LinkedHashSet<>();
        intermediates.forEach(stage -> all.addAll(stage.recipe().references()));
        all.addAll(output.references());
        return all.stream().filter(reference -> stageOf(reference).isEmpty()).toList();
    }

    /** What a model that cannot be found may be meant for: a hint with its leading space. */
    public String hint(String reference) {
        List<String> names = new ArrayList<>(unused);
        names.addAll(names());
        if (output.composition() instanceof Composition.LayerPath path) {
            names.addAll(path.merges().keySet());
        }
        return Suggestions.didYouMean(reference, names)
                + Stream.concat(intermediates.stream().map(Stage::recipe), Stream.of(output))
                        .flatMap(recipe -> recipe.tokenizer().stream())
                        .map(tokenizer -> tokenizer.hint(reference))
                        .filter(hint -> !hint.isEmpty())
                        .findFirst()
                        .orElse("");
    }

    /** These merges with the models from outside renamed. */
    public Stages withModels(UnaryOperator<String> rename) {
        UnaryOperator<String> outside =
                name -> stageOf(name).isPresent() ? name : rename.apply(name);
        return new Stages(
                intermediates.stream()
                        .map(s -> new Stage(s.name(), s.recipe().withModels(outside)))
                        .toList(),
                output.withModels(outside),
                unused);
    }

    /** These merges with the files that they name beside models renamed. */
    public Stages withFiles(UnaryOperator<String> rename) {
        return new Stages(
                intermediates.stream()
                        .map(s -> new Stage(s.name(), RecipeFiles.renamed(s.recipe(), rename)))
                        .toList(),
                RecipeFiles.renamed(output, rename),
                unused);
    }

    /**
     * A recipe with its references to stages replaced by paths; what follows a stage's name, such
     * as a LoRA, stays.
     */
    public Recipe resolved(Recipe recipe, Map<String, String> paths) {
        return recipe.withModels(
                reference ->
                        stageOf(reference)
                                .map(name -> paths.get(name) + reference.substring(name.length()))
                                .orElse(reference));
    }

    /** Canonical YAML that reads back as these merges, without those that are unused. */
    public String text() {
        var text = new StringBuilder();
        for (Stage stage : intermediates) {
            text.append("name: ").append(YamlScalars.text(stage.name())).append('\n');
            text.append(RecipeWriter.write(stage.recipe())).append("---\n");
        }
        return text.append(RecipeWriter.write(output)).toString();
    }
}
