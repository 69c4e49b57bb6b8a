package dev.merganser.recipes.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.TokenRule;
import dev.merganser.recipes.recipe.TokenizerSettings;
import dev.merganser.recipes.recipe.TokenizerSettings.Source;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Vocabularies of a few tokens; each embedding has one column, so that a row is a number. */
class RowRulesTest {

    private static final Source BASE = new TokenizerSettings.Base();
    private static final Source UNION = new TokenizerSettings.Union();

    @TempDir private Path folder;
    private final List<TokenizerPlan.Model> models = new ArrayList<>();

    @AfterEach
    void close() {
        models.forEach(model -> model.checkpoint().close());
    }

    @Test
    void aModelsOwnRowsAreFoundByTheirTokens() {
        three();
        var plan = plan(TokenizerSettings.of(BASE));
        assertThat(embedding(plan, "base")).containsExactly(1, 2, 3);
        assertThat(embedding(plan, "one")).as("a, b from the base, c").containsExactly(10, 2, 30);
        assertThat(embedding(plan, "two")).containsExactly(100, 200, 3);
    }

    @Test
    void theUnionHasTheBasesTokensThenThoseOfTheOthersInTheirOrder() {
        three();
        var plan = plan(TokenizerSettings.of(UNION));
        // a b c of the base, x y of one, z of two
        assertThat(embedding(plan, "base"))
                .as("x: the mean of 40 and 400; y: the only donor's; z likewise")
                .containsExactly(1, 2, 3, 220, 50, 300);
        assertThat(embedding(plan, "one")).containsExactly(10, 2, 30, 40, 50, 300);
        assertThat(embedding(plan, "two")).containsExactly(100, 200, 3, 400, 50, 300);
        assertThat(plan.notes())
                .containsExactly("The merged vocabulary has the 3 tokens of 'base' and 3 more.");
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void theVocabularyMayBeThatOfAnotherModel() {
        three();
        var plan = plan(TokenizerSettings.of(new TokenizerSettings.OfModel("two")));
        // z a x b
        assertThat(embedding(plan, "base")).containsExactly(300, 1, 220, 2);
        assertThat(embedding(plan, "one")).containsExactly(300, 10, 40, 2);
        assertThat(embedding(plan, "two")).containsExactly(300, 100, 400, 200);
    }

    @Test
    void aRuleGivesATokenToThoseThatLackIt() {
        three();
        var plan = plan(union("x", new TokenRule.OfModel("one"), false));
        assertThat(embedding(plan, "base")[3]).isEqualTo(40);
        assertThat(embedding(plan, "two")[3]).isEqualTo(400);
    }

    @Test
    void aForcedRuleGivesATokenToAll() {
        three();
        var plan = plan(union("x", new TokenRule.OfModel("one"), true));
        assertThat(embedding(plan, "base")[3]).isEqualTo(40);
        assertThat(embedding(plan, "one")[3]).isEqualTo(40);
        assertThat(embedding(plan, "two")[3]).isEqualTo(40);
    }

    @Test
    void aRuleMayTakeAnotherTokenByTextOrNumber() {
        three();
        var byText = new TokenRule.ModelToken("two", Optional.of("z"), OptionalInt.empty());
        var byId = new TokenRule.ModelToken("two", Optional.empty(), OptionalInt.of(3));
        assertThat(embedding(plan(union("y", byText, false)), "base")[4]).isEqualTo(300);
        assertThat(embedding(plan(union("y", byId, true)), "one")[4]).isEqualTo(200);
    }

    @Test
    void aRuleMayGiveZeros() {
        three();
        var plan = plan(union("y", new TokenRule.Zero(), false));
        assertThat(embedding(plan, "base")[4]).isEqualTo(0);
        assertThat(embedding(plan, "one")[4]).isEqualTo(50);
        assertThat(plan.warnings()).isEmpty();
        assertThat(embedding(plan(union("y", new TokenRule.Zero(), true)), "one")[4]).isEqualTo(0);
    }

    @Test
    void aRuleMayAddATokenThatNoModelHas() {
        three();
        var origin = new TokenRule.ModelToken("base", Optional.of("c"), OptionalInt.empty());
        var plan = plan(settings(BASE, Map.of("new", new TokenRule(origin, false)), 1));
        assertThat(embedding(plan, "base")).containsExactly(1, 2, 3, 3);
        assertThat(embedding(plan, "two")).containsExactly(100, 200, 3, 3);
        assertThat(plan.warnings())
                .containsExactly(
                        "Token 'new' of tokenizer.tokens is in no vocabulary; it is added with id 3.");
    }

    @Test
    void aRuleBringsATokenOfAnotherModelIntoTheBasesVocabulary() {
        three();
        var rule = new TokenRule(new TokenRule.OfModel("two"), false);
        var plan = plan(settings(BASE, Map.of("z", rule), 1));
        assertThat(embedding(plan, "base")).containsExactly(1, 2, 3, 300);
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void rowsAreFilledUpWithTheMeanOfEachModel() {
        three();
        var plan = plan(settings(BASE, Map.of(), 4));
        assertThat(plan.rows()).isEqualTo(4);
        assertThat(embedding(plan, "base")).containsExactly(1, 2, 3, 2);
        assertThat(embedding(plan, "one")).containsExactly(10, 2, 30, 14);
        assertThat(embedding(plan(settings(BASE, Map.of(), 3)), "base")).hasSize(3);
    }

    @Test
    void tokensBeyondTheRowsAreTreatedAsMissing() {
        add("base", ModelFolder.of(folder.resolve("base"), "a", "b").column(EMBEDDING, 1, 2));
        add("one", ModelFolder.of(folder.resolve("one"), "a", "c", "b").column(EMBEDDING, 10, 30));
        var plan = plan(TokenizerSettings.of(BASE));
        assertThat(embedding(plan, "one")).containsExactly(10, 2);
        assertThat(plan.warnings())
                .containsExactly(
                        "Model 'one' has 2 rows of embeddings, and 1 token with ids beyond them: treated as missing there.");
    }

    @Test
    void aTokenWithoutARowInAnyModelIsZeros() {
        add("base", ModelFolder.of(folder.resolve("base"), "a", "b").column(EMBEDDING, 1));
        add("one", ModelFolder.of(folder.resolve("one"), "a").column(EMBEDDING, 10));
        var plan = plan(TokenizerSettings.of(BASE));
        assertThat(embedding(plan, "base")).containsExactly(1, 0);
        assertThat(embedding(plan, "one")).containsExactly(10, 0);
        assertThat(plan.warnings())
                .contains(
                        "No model has an embedding of 1 token of the merged vocabulary; zeros are taken.");
    }

    @Test
    void rowsBeyondTheTokensAreLeftOutAndIdsWithoutATokenKeepTheirs() {
        add(
                "base",
                ModelFolder.empty(folder.resolve("base"))
                        .file("vocab.json", "{\"a\": 0, \"c\": 2}")
                        .column(EMBEDDING, 1, 2, 3, 4));
        add("one", ModelFolder.of(folder.resolve("one"), "c").column(EMBEDDING, 30));
        var plan = plan(TokenizerSettings.of(BASE));
        assertThat(embedding(plan, "base")).containsExactly(1, 2, 3);
        assertThat(embedding(plan, "one")).containsExactly(1, 2, 30);
        assertThat(plan.view("base").values(EMBEDDING).stored()).isPresent();
        assertThat(plan.notes())
                .containsExactly(
                        "Model 'base' has 4 rows of embeddings; the merged one has 3, one for each token. Maybe set tokenizer.pad_to_multiple_of.");
    }

    @Test
    void headAndBiasFollowAndATiedHeadIsTheEmbedding() {
        add(
                "base",
                ModelFolder.of(folder.resolve("base"), "a", "b")
                        .column(EMBEDDING, 1, 2)
                        .column("lm_head.weight", 3, 4)
                        .tensor("lm_head.bias", Shape.of(2), 5, 6)
                        .tensor("final_logits_bias", Shape.of(1, 2), 7, 8)
                        .tensor("norm.weight", Shape.of(1), 9));
        add(
                "one",
                ModelFolder.of(folder.resolve("one"), "b", "a")
                        .column(EMBEDDING, 20, 10)
                        .tensor("lm_head.bias", Shape.of(2), 60, 50)
                        .tensor("final_logits_bias", Shape.of(1, 2), 80, 70)
                        .tensor("norm.weight", Shape.of(1), 90));
        var one = plan(TokenizerSettings.of(BASE)).view("one");
        assertThat(floats(one.values("lm_head.weight"))).containsExactly(10, 20);
        assertThat(floats(one.values("lm_head.bias"))).containsExactly(50, 60);
        assertThat(floats(one.values("final_logits_bias"))).containsExactly(70, 80);
        assertThat(one.info("final_logits_bias").orElseThrow().shape()).isEqualTo(Shape.of(1, 2));
        assertThat(floats(one.values("norm.weight"))).containsExactly(90);
        assertThat(one.tensors()).hasSize(5);
    }

    @Test
    void anEqualVocabularyLeavesTheStoredTensor() {
        add("base", ModelFolder.of(folder.resolve("base"), "a", "b").column(EMBEDDING, 1, 2));
        add("one", ModelFolder.of(folder.resolve("one"), "a", "b").column(EMBEDDING, 3, 4));
        Checkpoint one = plan(TokenizerSettings.of(UNION)).view("one");
        assertThat(one.values(EMBEDDING).stored())
                .contains(models.getLast().checkpoint().tensor(EMBEDDING));
        assertThat(one.tensor(EMBEDDING).floats()).containsExactly(3, 4);
    }

    @Test
    void anyPieceOfAViewIsThatOfTheWhole() {
        add(
                "base",
                ModelFolder.of(folder.resolve("base"), "a", "b", "c", "d", "e")
                        .matrix(EMBEDDING, row(1), row(2), row(3), row(4), row(5)));
        add(
                "one",
                ModelFolder.of(folder.resolve("one"), "x", "b", "c", "a", "y")
                        .matrix(EMBEDDING, row(60), row(20), row(30), row(10), row(70)));
        add(
                "two",
                ModelFolder.of(folder.resolve("two"), "y", "b", "c", "x", "z")
                        .matrix(EMBEDDING, row(6), row(7), row(8), row(9), row(11)));
        FloatTensor view = plan(settings(UNION, Map.of(), 16)).view("base").values(EMBEDDING);
        float[] whole = floats(view);
        assertThat(whole).hasSize(16 * 3);
        for (int from = 0; from < whole.length; from++) {
            for (int count = 1; from + count <= whole.length; count++) {
                float[] piece = new float[count];
                view.read(from, piece, count);
                for (int i = 0; i < count; i++) {
                    assertThat(piece[i]).isEqualTo(whole[from + i]);
                }
            }
        }
    }

    @Test
    void aRulesTokenThatNoModelHasIsRefusedWithTheNearest() {
        add("base", ModelFolder.of(folder.resolve("base"), "a", "<end>").column(EMBEDDING, 1, 2));
        add("one", ModelFolder.of(folder.resolve("one"), "a", "<start>").column(EMBEDDING, 1, 2));
        assertThatThrownBy(() -> plan(union("<strat>", new TokenRule.OfModel("one"), false)))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Recipe: tokenizer.tokens must name tokens that a model has, found '<strat>'. Did you mean '<start>'?");
        assertThatThrownBy(() -> plan(union("<end>", new TokenRule.OfModel("one"), false)))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Recipe: tokenizer.tokens takes a row from 'one', which has no token '<end>'.");
        var beyond = new TokenRule.ModelToken("one", Optional.empty(), OptionalInt.of(2));
        assertThatThrownBy(() -> plan(union("a", beyond, true)))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Recipe: tokenizer.tokens must name rows that 'one' has, found id 2 and 2 rows.");
    }

    @Test
    void aTokenizerThatCannotBeTheModelsIsRefused() {
        add(
                "base",
                ModelFolder.of(folder.resolve("base"), "a", "b", "c", "d").column(EMBEDDING, 1));
        assertThatThrownBy(() -> plan(TokenizerSettings.of(BASE)))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        "Tensor 'model.embed_tokens.weight' of 'base' must have a row for each token, found 1 rows and 4 tokens. Maybe the tokenizer in");
        add("none", ModelFolder.of(folder.resolve("none"), "a").tensor("w", Shape.of(1), 1));
        assertThatThrownBy(
                        () ->
                                TokenizerPlan.of(
                                        TokenizerSettings.of(BASE), List.of(models.getLast())))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("Model 'none' must have a tensor with a row for each");
    }

    @Test
    void aStrayIdOfTheSourceIsRefusedAndOfAnotherModelTreatedAsMissing() {
        String stray = "{\"a\": 0, \"b\": 2000000}";
        add("base", ModelFolder.of(folder.resolve("base"), "a", "b").column(EMBEDDING, 1, 2));
        add(
                "one",
                ModelFolder.empty(folder.resolve("one"))
                        .file("vocab.json", stray)
                        .column(EMBEDDING, 10, 20));
        assertThat(embedding(plan(TokenizerSettings.of(UNION)), "one")).containsExactly(10, 2);
        assertThatThrownBy(() -> plan(TokenizerSettings.of(new TokenizerSettings.OfModel("one"))))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "The tokenizer of 'one' must have ids below 4, for 2 tokens and 2 rows of embeddings; found 2000000.");
    }

    @Test
    void donorsMustHaveRowsOfTheSameLength() {
        add("base", ModelFolder.of(folder.resolve("base"), "a").column(EMBEDDING, 1));
        add("one", ModelFolder.of(folder.resolve("one"), "b").matrix(EMBEDDING, row(1)));
        var plan = plan(TokenizerSettings.of(UNION));
        assertThatThrownBy(() -> plan.view("base").values(EMBEDDING))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Rows of tensor 'model.embed_tokens.weight' must have one length in all models, found 1 in 'base' and 3 in 'one'.");
    }

    private static final String EMBEDDING = "model.embed_tokens.weight";

    /** base: a b c; one: a c x y; two: z a x b. */
    private void three() {
        add(
                "base",
                ModelFolder.of(folder.resolve("base"), "a", "b", "c").column(EMBEDDING, 1, 2, 3));
        add(
                "one",
                ModelFolder.of(folder.resolve("one"), "a", "c", "x", "y")
                        .column(EMBEDDING, 10, 30, 40, 50));
        add(
                "two",
                ModelFolder.of(folder.resolve("two"), "z", "a", "x", "b")
                        .column(EMBEDDING, 300, 100, 400, 200));
    }

    private void add(String reference, ModelFolder model) {
        models.add(new TokenizerPlan.Model(reference, Checkpoints.open(model.write())));
    }

    private TokenizerPlan plan(TokenizerSettings settings) {
        return TokenizerPlan.of(settings, models);
    }

    private static TokenizerSettings union(String token, TokenRule.Origin origin, boolean force) {
        return settings(UNION, Map.of(token, new TokenRule(origin, force)), 1);
    }

    private static TokenizerSettings settings(
            Source source, Map<String, TokenRule> tokens, int multiple) {
        return new TokenizerSettings(source, tokens, OptionalInt.of(multiple));
    }

    private static float[] embedding(TokenizerPlan plan, String model) {
        FloatTensor values = plan.view(model).values(EMBEDDING);
        assertThat(values.info().shape()).isEqualTo(Shape.of(plan.rows(), 1));
        return floats(values);
    }

    private static float[] floats(FloatTensor tensor) {
        float[] values = new float[(int) tensor.info().shape().elements()];
        tensor.read(0, values, values.length);
        return values;
    }

    private static float[] row(float value) {
        return new float[] {value, value + 0.25f, value + 0.5f};
    }
}
