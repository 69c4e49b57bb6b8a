package dev.merganser.recipes.recipe;

import dev.merganser.recipes.tensor.DType;

import java.util.Map;
import java.util.Optional;

/**
 * A recipe in the making: what is not set is left out. Its fields are set in place, since nobody
 * outside this package sees one, and a method for each would say no more.
 */
final class RecipeBuilder {

    String mergeMethod;
    Composition composition;
    Optional<String> baseModel = Optional.empty();
    Parameters parameters = Parameters.NONE;
    AroundMethod around = AroundMethod.NONE;
    Optional<DType> dtype = Optional.empty();
    Optional<DType> outDtype = Optional.empty();
    Optional<TokenizerSettings> tokenizer = Optional.empty();
    Optional<String> chatTemplate = Optional.empty();
    Optional<Long> maskSeed = Optional.empty();
    Map<String, String> provenance = Map.of();

    RecipeBuilder(String mergeMethod, Composition composition) {
        this.mergeMethod = mergeMethod;
        this.composition = composition;
    }

    RecipeBuilder(Recipe recipe) {
        this(recipe.mergeMethod(), recipe.composition());
        baseModel = recipe.baseModel();
        parameters = recipe.parameters();
        around = recipe.around();
        dtype = recipe.dtype();
        outDtype = recipe.outDtype();
        tokenizer = recipe.tokenizer();
        chatTemplate = recipe.chatTemplate();
        maskSeed = recipe.maskSeed();
        provenance = recipe.provenance();
    }

    Recipe build() {
        return new Recipe(
                mergeMethod,
                baseModel,
                composition,
                parameters,
                around,
                dtype,
                outDtype,
                tokenizer,
                chatTemplate,
                maskSeed,
                provenance);
    }
}
