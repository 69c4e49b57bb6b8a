package dev.merganser.recipes.recipe;

import dev.merganser.recipes.file.Sha256;
import dev.merganser.recipes.tensor.DType;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Everything needed to repeat one merge, in the terms of mergekit's configuration.
 *
 * @param mergeMethod name of the method, without the prefix {@code merganser:}
 * @param baseModel the common ancestor; a path or an alias
 * @param models what is merged, in this order; no model twice
 * @param parameters values for all models; a model's own value goes first
 * @param dtype the type in which mergekit computes; here arithmetic is float32 and this is only the
 *     default of {@code outDtype}
 * @param outDtype the type of the merged float tensors
 * @param maskSeed seed of random masks, 0 to 2^53 − 1
 * @param provenance where the recipe comes from; changes neither the merged model nor the id
 */
public record Recipe(
        String mergeMethod,
        Optional<String> baseModel,
        List<ModelEntry> models,
        Parameters parameters,
        Optional<DType> dtype,
        Optional<DType> outDtype,
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
        models = List.copyOf(models);
        provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
        requireModels(models);
        dtype.ifPresent(type -> requireWritable("dtype", type));
        outDtype.ifPresent(type -> requireWritable("out_dtype", type));
        maskSeed.ifPresent(Recipe::requireSeed);
    }

    public static Recipe of(String mergeMethod, List<ModelEntry> models) {
        return new Recipe(
                mergeMethod,
                Optional.empty(),
                models,
                Parameters.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    public Recipe withBaseModel(String base) {
        return new Recipe(
                mergeMethod,
                Optional.of(base),
                models,
                parameters,
                dtype,
                outDtype,
                maskSeed,
                provenance);
    }

    public Recipe withParameters(Parameters changed) {
        return new Recipe(
                mergeMethod, baseModel, models, changed, dtype, outDtype, maskSeed, provenance);
    }

    public Recipe withDtype(DType type) {
        return new Recipe(
                mergeMethod,
                baseModel,
                models,
                parameters,
                Optional.of(type),
                outDtype,
                maskSeed,
                provenance);
    }

    public Recipe withOutDtype(DType type) {
        return new Recipe(
                mergeMethod,
                baseModel,
                models,
                parameters,
                dtype,
                Optional.of(type),
                maskSeed,
                provenance);
    }

    public Recipe withMaskSeed(long seed) {
        return new Recipe(
                mergeMethod,
                baseModel,
                models,
                parameters,
                dtype,
                outDtype,
                Optional.of(seed),
                provenance);
    }

    public Recipe withProvenance(Map<String, String> origin) {
        return new Recipe(
                mergeMethod, baseModel, models, parameters, dtype, outDtype, maskSeed, origin);
    }

    /** This recipe with every reference to a model renamed, such as an alias to a path. */
    public Recipe withModels(UnaryOperator<String> rename) {
        return new Recipe(
                mergeMethod,
                baseModel.map(rename),
                models.stream()
                        .map(m -> new ModelEntry(rename.apply(m.model()), m.parameters()))
                        .toList(),
                parameters,
                dtype,
                outDtype,
                maskSeed,
                provenance);
    }

    /** SHA-256 of the canonical text without its provenance, in hexadecimal. */
    public String id() {
        return Sha256.of(RecipeWriter.write(withProvenance(Map.of())));
    }

    private static void requireModels(List<ModelEntry> models) {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("A recipe needs at least one model, found 0");
        }
        Set<String> seen = new HashSet<>();
        for (ModelEntry entry : models) {
            if (!seen.add(entry.model())) {
                throw new IllegalArgumentException(
                        "Each model may be listed once, found '" + entry.model() + "' twice");
            }
        }
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
