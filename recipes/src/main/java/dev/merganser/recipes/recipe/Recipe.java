package dev.merganser.recipes.recipe;

import dev.merganser.recipes.file.Sha256;
import dev.merganser.recipes.recipe.Composition.WholeModels;
import dev.merganser.recipes.tensor.DType;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Everything needed to repeat one merge, in the terms of mergekit's configuration.
 *
 * @param mergeMethod name of the method, without the prefix {@code merganser:}
 * @param baseModel the common ancestor; a path or an alias
 * @param composition what is merged: models, slices of their layers, or modules
 * @param parameters values for all models; a model's own value goes first
 * @param around what is done before and after the method
 * @param dtype the type in which mergekit computes; by the safe rules arithmetic is in double and
 *     this is only the default of {@code outDtype}
 * @param outDtype the type of the merged float tensors
 * @param tokenizer the vocabulary; empty: that of the base, and all models have it
 * @param chatTemplate {@code auto}, the name of a known template, or a template
 * @param maskSeed seed of random masks, 0 to 2^53 − 1
 * @param provenance where the recipe comes from; changes neither the merged model nor the id
 */
public record Recipe(
        String mergeMethod,
        Optional<String> baseModel,
        Composition composition,
        Parameters parameters,
        AroundMethod around,
        Optional<DType> dtype,
        Optional<DType> outDtype,
        Optional<TokenizerSettings> tokenizer,
        Optional<String> chatTemplate,
        Optional<Long> maskSeed,
        Map<String, String> provenance) {

    /** The largest mask seed: what every reader of YAML and JSON keeps exactly. */
    public static final long MAX_MASK_SEED = (1L << 53) - 1;

    static final String PREFIX = "merganser:";

    private static final Set<DType> WRITABLE = Set.of(DType.F32, DType.F16, DType.BF16);

    public Recipe {
        mergeMethod =
                mergeMethod.startsWith(PREFIX)
                        ? mergeMethod.substring(PREFIX.length())
                        : mergeMethod;
        provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
        dtype.ifPresent(type -> requireWritable("dtype", type));
        outDtype.ifPresent(type -> requireWritable("out_dtype", type));
        maskSeed.ifPresent(Recipe::requireSeed);
    }

    /** A merge of whole models. */
    public static Recipe of(String mergeMethod, List<ModelEntry> models) {
        return of(mergeMethod, new WholeModels(models));
    }

    /** A merge of models, slices or modules. */
    public static Recipe of(String mergeMethod, Composition composition) {
        return new RecipeBuilder(mergeMethod, composition).build();
    }

    /** The models that are merged whole, in this order; empty for slices and modules. */
    public List<ModelEntry> models() {
        return composition instanceof WholeModels(List<ModelEntry> models) ? models : List.of();
    }

    /** Every model that is named anywhere, each once, the base first. */
    public List<String> references() {
        return Stream.of(
                        baseModel.stream(),
                        composition.references(),
                        tokenizer.stream().flatMap(TokenizerSettings::references))
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    public Recipe withBaseModel(String base) {
        return changed(next -> next.baseModel = Optional.of(base));
    }

    /** This recipe over other models, or over the same with other parameters. */
    public Recipe withComposition(Composition models) {
        return changed(next -> next.composition = models);
    }

    /** This recipe by another method. */
    public Recipe withMethod(String method, Composition models) {
        return changed(
                next -> {
                    next.mergeMethod = method;
                    next.composition = models;
                });
    }

    public Recipe withParameters(Parameters values) {
        return changed(next -> next.parameters = values);
    }

    public Recipe withAround(AroundMethod parts) {
        return changed(next -> next.around = parts);
    }

    public Recipe withDtype(DType type) {
        return changed(next -> next.dtype = Optional.of(type));
    }

    public Recipe withOutDtype(DType type) {
        return changed(next -> next.outDtype = Optional.of(type));
    }

    public Recipe withTokenizer(TokenizerSettings settings) {
        return changed(next -> next.tokenizer = Optional.of(settings));
    }

    public Recipe withChatTemplate(String template) {
        return changed(next -> next.chatTemplate = Optional.of(template));
    }

    public Recipe withMaskSeed(long seed) {
        return changed(next -> next.maskSeed = Optional.of(seed));
    }

    public Recipe withProvenance(Map<String, String> origin) {
        return changed(next -> next.provenance = origin);
    }

    /** This recipe with every reference to a model renamed, such as an alias to a path. */
    public Recipe withModels(UnaryOperator<String> rename) {
        return changed(
                next -> {
                    next.composition = composition.renamed(rename);
                    next.baseModel = baseModel.map(rename);
                    next.tokenizer = tokenizer.map(settings -> settings.renamed(rename));
                });
    }

    /** This recipe with its parameters changed, those of each model and slice too. */
    Recipe withAllParameters(UnaryOperator<Parameters> change) {
        return changed(
                next -> {
                    next.parameters = change.apply(parameters);
                    next.composition = composition.withParameters(change);
                });
    }

    private Recipe changed(Consumer<RecipeBuilder> change) {
        var next = new RecipeBuilder(this);
        change.accept(next);
        return next.build();
    }

    /** SHA-256 of the canonical text without its provenance, in hexadecimal. */
    public String id() {
        return Sha256.of(RecipeWriter.write(withProvenance(Map.of())));
    }

    private static void requireWritable(String key, DType type) {
        if (!WRITABLE.contains(type)) {
            throw new IllegalArgumentException(key + " must be F32, F16 or BF16, found " + type);
        }
    }

    private static void requireSeed(long seed) {
        if (!(seed >= 0 && seed <= MAX_MASK_SEED)) {
            throw new IllegalArgumentException(
                    "A mask seed must be 0 to %d, found %d".formatted(MAX_MASK_SEED, seed));
        }
    }
}
