package dev.merganser.recipes.check;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.kinship.Samples;
import dev.merganser.recipes.model.ConfigCheck;
import dev.merganser.recipes.model.ModelConfig;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.plan.PlannedCheckpoint;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tokenizer.VocabularyTensors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What sets the models of a recipe apart beside their weights: vocabulary, tied head, types. */
final class ModelNotes {

    private final Recipe recipe;
    private final List<Source> sources;
    private final List<Finding> findings = new ArrayList<>();

    private ModelNotes(Recipe recipe, List<Source> sources) {
        this.recipe = recipe;
        this.sources = sources;
    }

    /**
     * What there is to say.
     *
     * @param sources the models that could be opened, the base (else the first model) first
     */
    static List<Finding> of(Recipe recipe, List<Source> sources) {
        var notes = new ModelNotes(recipe, sources);
        notes.vocabularies(withTokens(recipe, sources));
        List<Source> stored = sources.stream().filter(PlannedCheckpoint::isStored).toList();
        stored.forEach(source -> ConfigCheck.ofCompared(source).ifPresent(notes.findings::add));
        stored.forEach(notes::configuredTies);
        notes.differentTies(withTokens(recipe, stored));
        notes.types();
        return notes.findings;
    }

    /** The models whose embeddings or heads are used: of a layer path the ends, else all. */
    private static List<Source> withTokens(Recipe recipe, List<Source> sources) {
        if (recipe.composition() instanceof LayerPath path) {
            Set<String> ends =
                    Stream.of(path.stem(), path.head(), recipe.baseModel())
                            .flatMap(Optional::stream)
                            .collect(Collectors.toSet());
            return sources.stream().filter(source -> ends.contains(source.reference())).toList();
        }
        return sources;
    }

    private void vocabularies(List<Source> embedded) {
        List<Source> with = embedded.stream().filter(source -> rows(source) > 0).toList();
        if (with.stream().map(ModelNotes::rows).distinct().count() < 2) {
            return;
        }
        String sizes =
                with.stream()
                        .map(source -> "%s has %d rows".formatted(source.quoted(), rows(source)))
                        .collect(Collectors.joining(", "));
        if (recipe.tokenizer().isPresent()) {
            findings.add(Finding.note("Vocabularies differ, and 'tokenizer' joins them: " + sizes));
        } else {
            findings.add(
                    Finding.warning(
                            "Vocabularies differ: %s. Rows of different tokens must not be merged. Maybe state 'tokenizer: {source: union}' for all tokens, or 'tokenizer: {source: base}'."
                                    .formatted(sizes)));
        }
    }

    private static long rows(Source source) {
        return embedding(source)
                .map(TensorInfo::shape)
                .map(Shape::dims)
                .map(List::getFirst)
                .orElse(0L);
    }

    private static Optional<TensorInfo> embedding(Source source) {
        return VocabularyTensors.embedding(source.checkpoint().tensors());
    }

    /** What a model has for an output head. */
    private enum Head {
        ABSENT("has no output head of its own"),
        TIED("has an output head that equals its embedding"),
        OWN("has an output head of its own");

        private final String words;

        Head(String words) {
            this.words = words;
        }
    }

    private static Optional<Head> head(Source source) {
        return embedding(source).map(embedding -> head(source, embedding));
    }

    private static Head head(Source source, TensorInfo embedding) {
        return VocabularyTensors.head(source.checkpoint().tensors(), embedding)
                .map(
                        head ->
                                head.shape().equals(embedding.shape())
                                                && head.dtype() == embedding.dtype()
                                                && isEqual(source, head, embedding)
                                        ? Head.TIED
                                        : Head.OWN)
                .orElse(Head.ABSENT);
    }

    private static boolean isEqual(Source source, TensorInfo one, TensorInfo other) {
        return Samples.equal(
                source.checkpoint().values(one.name()), source.checkpoint().values(other.name()));
    }

    private void configuredTies(Source source) {
        Optional<Boolean> tied = ModelConfig.tiesEmbeddings(source.checkpoint());
        Optional<Head> head = head(source);
        if (tied.equals(Optional.of(true)) && head.equals(Optional.of(Head.OWN))) {
            findings.add(
                    Finding.warning(
                            "config.json of %s says tie_word_embeddings, but its output head is not its embedding. Programs that load it will use the embedding in its place."
                                    .formatted(source.quoted())));
        }
        if (tied.equals(Optional.of(false)) && head.equals(Optional.of(Head.ABSENT))) {
            findings.add(
                    Finding.warning(
                            "config.json of %s says that the output head is not tied to the embedding, but there is no head. Maybe a shard is missing, or tie_word_embeddings should be true."
                                    .formatted(source.quoted())));
        }
    }

    private void differentTies(List<Source> stored) {
        if (stored.isEmpty()) {
            return;
        }
        Source like = stored.getFirst();
        Optional<Head> ours = head(like);
        for (Source other : stored) {
            Optional<Head> theirs = head(other);
            if (ours.isPresent() && theirs.isPresent() && isOwn(ours) != isOwn(theirs)) {
                findings.add(
                        Finding.warning(
                                "%s %s, %s %s. The merged model's configuration is that of %s."
                                        .formatted(
                                                like.quoted(),
                                                ours.get().words,
                                                other.quoted(),
                                                theirs.get().words,
                                                like.quoted())));
            }
        }
    }

    private static boolean isOwn(Optional<Head> head) {
        return head.filter(Head.OWN::equals).isPresent();
    }

    private void types() {
        Optional<DType> first = mainType(sources.getFirst());
        Optional<DType> stored = recipe.outDtype().or(recipe::dtype).or(() -> first);
        for (Source source : sources) {
            Optional<DType> type = mainType(source);
            if (type.isPresent() && stored.isPresent() && loses(type.get(), stored.get())) {
                findings.add(
                        Finding.note(
                                "The merged model is stored in %s; the weights of %s are %s and lose precision.%s"
                                        .formatted(
                                                stored.get(),
                                                source.quoted(),
                                                type.get(),
                                                recipe.outDtype().or(recipe::dtype).isPresent()
                                                        ? ""
                                                        : " Maybe state 'out_dtype'.")));
            }
        }
    }

    /** The float type that most elements have. */
    private static Optional<DType> mainType(Source source) {
        Map<DType, Long> elements = new EnumMap<>(DType.class);
        for (TensorInfo info : source.checkpoint().tensors()) {
            if (info.dtype().isFloat()) {
                elements.merge(info.dtype(), info.shape().elements(), Long::sum);
            }
        }
        return elements.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }

    /** Whether a value of the one type may be rounded when it is stored in the other. */
    private static boolean loses(DType from, DType to) {
        return from != to && to.bytes() <= from.bytes();
    }
}
