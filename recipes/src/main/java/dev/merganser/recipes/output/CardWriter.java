package dev.merganser.recipes.output;

import dev.merganser.recipes.card.CardSource;
import dev.merganser.recipes.card.ModelCard;
import dev.merganser.recipes.card.SourceNames;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.ModelSource;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeFiles;
import dev.merganser.recipes.recipe.Stage;
import dev.merganser.recipes.recipe.Stages;
import dev.merganser.recipes.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fills the model card of a merged folder. Models are called by their ids on the hub or the last
 * parts of their paths, so that a card tells nothing of the machine it was made on.
 */
final class CardWriter {

    private static final MethodDescriptor LAYER_PATH =
            MethodDescriptor.of(
                    LayerPath.METHOD,
                    "Layers of several models in an order of their own",
                    "arXiv:2403.13187",
                    BaseUse.REQUIRED,
                    List.of());

    private final MergePlan plan;
    private final MergeOrigin origin;
    private final Map<Path, String> places;
    private final Map<String, String> names;

    private CardWriter(MergePlan plan, MergeOrigin origin) {
        this.plan = plan;
        this.origin = origin;
        this.places =
                SourceNames.of(
                        Stream.concat(
                                        origin.sources().stream()
                                                .flatMap(source -> source.places().stream())
                                                .map(ModelSource.Place::path),
                                        recipes()
                                                .flatMap(recipe -> RecipeFiles.of(recipe).stream())
                                                .map(CardWriter::path))
                                .collect(Collectors.toCollection(LinkedHashSet::new)));
        this.names = names();
    }

    static ModelCard card(MergePlan plan, MergeOrigin origin, String title, List<Path> companions) {
        var writer = new CardWriter(plan, origin);
        return new ModelCard(
                title,
                library(companions),
                writer.sources(),
                writer.methods(),
                writer.recipe(),
                writer.content(),
                writer.notes(companions),
                origin.version());
    }

    /** Of each reference a name that stands for no other and for no stage. */
    private Map<String, String> names() {
        Map<String, String> chosen = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        recipes().forEach(recipe -> taken.addAll(merges(recipe).keySet()));
        for (String reference : origin.stages().references()) {
            String name = name(reference);
            while (origin.stages().stageOf(name).isPresent() || !taken.add(name)) {
                name = "./" + name;
            }
            chosen.put(reference, name);
        }
        return chosen;
    }

    private String name(String reference) {
        return source(reference)
                .filter(source -> !source.places().isEmpty())
                .map(
                        source ->
                                source.places().stream()
                                        .map(place -> named(place.path()))
                                        .collect(Collectors.joining("+")))
                .orElse(reference);
    }

    private String named(Path place) {
        return Objects.requireNonNull(places.get(place));
    }

    private static Path path(String file) {
        return Path.of(file).toAbsolutePath().normalize();
    }

    private Optional<ModelSource> source(String reference) {
        return origin.sources().stream().filter(s -> s.reference().equals(reference)).findFirst();
    }

    private String recipe() {
        return origin.stages()
                .withModels(reference -> names.getOrDefault(reference, reference))
                .withFiles(file -> named(path(file)))
                .text();
    }

    private List<CardSource> sources() {
        Stages stages = origin.stages();
        List<String> ordered = new ArrayList<>(stages.references());
        ordered.sort((one, other) -> Boolean.compare(isBase(other), isBase(one)));
        return ordered.stream().flatMap(this::rows).distinct().toList();
    }

    private boolean isBase(String reference) {
        return recipes().anyMatch(recipe -> recipe.baseModel().equals(Optional.of(reference)));
    }

    private Stream<Recipe> recipes() {
        Stages stages = origin.stages();
        return Stream.concat(
                stages.intermediates().stream().map(Stage::recipe), Stream.of(stages.output()));
    }

    private Stream<CardSource> rows(String reference) {
        String role = isBase(reference) ? "base" : "model";
        List<ModelSource.Place> all = source(reference).map(ModelSource::places).orElse(List.of());
        if (all.isEmpty()) {
            String name = Objects.requireNonNull(names.get(reference));
            return Stream.of(
                    new CardSource(
                            name, Optional.empty(), role, Optional.empty(), Optional.empty()));
        }
        return all.stream()
                .map(place -> row(place, place.equals(all.getFirst()) ? role : "adapter"));
    }

    private CardSource row(ModelSource.Place place, String role) {
        return new CardSource(
                named(place.path()),
                SourceNames.hub(place.path()),
                role,
                place.license(),
                place.sha256());
    }

    private List<MethodDescriptor> methods() {
        return recipes().flatMap(CardWriter::methods).toList();
    }

    private static Stream<MethodDescriptor> methods(Recipe recipe) {
        return recipe.composition() instanceof LayerPath path
                ? Stream.concat(
                        path.merges().values().stream().flatMap(CardWriter::methods),
                        Stream.of(LAYER_PATH))
                : Stream.of(MergeMethods.named(recipe.mergeMethod()).descriptor());
    }

    private static Map<String, Recipe> merges(Recipe recipe) {
        return recipe.composition() instanceof LayerPath path ? path.merges() : Map.of();
    }

    private String content() {
        List<TensorInfo> tensors = plan.tensors();
        String types =
                tensors.stream()
                        .map(info -> info.dtype().name())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
        long elements = tensors.stream().mapToLong(info -> info.shape().elements()).sum();
        return String.format(
                Locale.ROOT, "%d tensors of %s, %,d values", tensors.size(), types, elements);
    }

    private static String library(List<Path> companions) {
        Set<String> files =
                companions.stream()
                        .map(file -> String.valueOf(file.getFileName()))
                        .collect(Collectors.toSet());
        if (files.contains("modules.json")) {
            return "sentence-transformers";
        }
        return files.contains("config.json") ? "transformers" : "safetensors";
    }

    private List<String> notes(List<Path> companions) {
        List<String> notes = new ArrayList<>(notesAbout(companions));
        if (plan.recipe().composition() instanceof LayerPath path) {
            notes.add(path(path));
        }
        if (origin.semantics() == Semantics.MERGEKIT) {
            notes.add(
                    "It was merged by mergekit's rules: to repeat it, add `--compat mergekit` to the command below.");
        }
        return notes;
    }

    private String path(LayerPath path) {
        Function<String, String> called =
                name ->
                        path.merges().containsKey(name)
                                ? name
                                : names.getOrDefault(name, lastPart(name));
        return PathWords.of(path, called)
                + (path.isScaled()
                        ? " The scales (of the layers' %s) are folded into their output projections."
                                .formatted(path.scaling().key())
                        : "");
    }

    /** Of an intermediate, which is called by its folder here. */
    private static String lastPart(String name) {
        return String.valueOf(Path.of(name).getFileName());
    }

    private static List<String> notesAbout(List<Path> companions) {
        String code =
                companions.stream()
                        .map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.endsWith(".py"))
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(", "));
        return code.isEmpty()
                ? List.of()
                : List.of(
                        "The configuration of the base names Python code, which is copied unchanged and unread: %s. It runs only where a user of the model allows it."
                                .formatted(code));
    }
}
