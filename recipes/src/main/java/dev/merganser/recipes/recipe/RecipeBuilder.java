package dev.merganser.recipes.recipe;

import dev.merganser.recipes.tensor.DType;

import java.util.Map;
import java.util.Optional;

/** A recipe in the making: what is not set is left out. */
final class RecipeBuilder {

    private final String mergeMethod;
    private Composition composition;
    private Optional<String> baseModel = Optional.empty();
    private Parameters parameters = Parameters.NONE;
    private Optional<DType> dtype = Optional.empty();
    private Optional<DType> outDtype = Optional.empty();
    private Optional<TokenizerSettings> tokenizer = Optional.empty();
    private Optional<String> chatTemplate = Optional.empty();
    private Optional<Long> maskSeed = Optional.empty();
    private Map<String, String> provenance = Map.of();

    RecipeBuilder(String mergeMethod, Composition composition) {
        this.mergeMethod = mergeMethod;
        this.composition = composition;
    }

    RecipeBuilder composition(Composition value) {
        composition = value;
        return this;
    }

    RecipeBuilder baseModel(Optional<String> value) {
        baseModel = value;
        return this;
    }

    RecipeBuilder parameters(Parameters value) {
        parameters = value;
        return this;
    }

    RecipeBuilder dtype(Optional<DType> value) {
        dtype = value;
        return this;
    }

    RecipeBuilder outDtype(Optional<DType> value) {
        outDtype = value;
        return this;
    }

    RecipeBuilder tokenizer(Optional<TokenizerSettings> value) {
        tokenizer = value;
        return this;
    }

    RecipeBuilder chatTemplate(Optional<String> value) {
        chatTemplate = value;
        return this;
    }

    RecipeBuilder maskSeed(Optional<Long> value) {
        maskSeed = value;
        return this;
    }

    RecipeBuilder provenance(Map<String, String> value) {
        provenance = value;
        return this;
    }

    Recipe build() {
        return new Recipe(
                mergeMethod,
                baseModel,
                composition,
                parameters,
                dtype,
                outDtype,
                tokenizer,
                chatTemplate,
                maskSeed,
                provenance);
    }
}
