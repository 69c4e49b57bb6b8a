package dev.merganser.recipes.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.recipe.TokenRule;
import dev.merganser.recipes.recipe.TokenizerSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A base of four tokens takes the ordinary token x and the special token &lt;end&gt; of another.
 */
class TokenizerFilesTest {

    private static final String OTHER =
            """
            {"added_tokens": [{"id": 1, "content": "<end>", "single_word": false, "lstrip": true,
                               "rstrip": false, "normalized": false, "special": true}],
             "model": {"type": "BPE", "vocab": {"x": 0}, "merges": []}}
            """;
    private static final String END =
            "{\"id\":5,\"content\":\"<end>\",\"single_word\":false,\"lstrip\":true,\"rstrip\":false,\"normalized\":false,\"special\":true}";

    @TempDir private Path folder;

    @Test
    void aMapTakesAllNewTokensAndThoseThatWereOnlyAdded() throws IOException {
        String pad = "{\"id\": 3, \"content\": \"<pad>\", \"special\": true}";
        ModelFolder base =
                base().file(
                                "tokenizer.json",
                                """
                                {"added_tokens": [ %s ],
                                 "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2},
                                 "merges": ["a b"], "score": 1.50}, "decoder": null}
                                """
                                        .formatted(pad));
        Path out = union(base);
        assertThat(Files.readString(out.resolve("tokenizer.json")))
                .isEqualTo(
                        """
                        {"added_tokens": [ %s ,%s],
                         "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2,"<pad>":3,"x":4,"<end>":5},
                         "merges": ["a b"], "score": 1.50}, "decoder": null}
                        """
                                .formatted(pad, END));
        assertThat(Vocabulary.read(out).ids())
                .isEqualTo(Map.of("a", 0, "b", 1, "ab", 2, "<pad>", 3, "x", 4, "<end>", 5));
    }

    @Test
    void emptyAndMissingListsAreFilled() throws IOException {
        String model = "\"model\":{\"vocab\":{\"a\":0,\"b\":1,\"c\":2,\"d\":3";
        Path out = union(base().file("tokenizer.json", "{\"added_tokens\":[]," + model + "}}}"));
        assertThat(out.resolve("tokenizer.json"))
                .hasContent("{\"added_tokens\":[" + END + "]," + model + ",\"x\":4,\"<end>\":5}}}");
        Path without = union(base().file("tokenizer.json", "{" + model + "}}}"));
        assertThat(without.resolve("tokenizer.json"))
                .hasContent("{\"added_tokens\":[" + END + "]," + model + ",\"x\":4,\"<end>\":5}}}");
    }

    @Test
    void aListOfScoresTakesThemAsItsLeastLikelyOnes() throws IOException {
        Path out =
                union(
                        base().file(
                                        "tokenizer.json",
                                        """
                                        {"added_tokens": [],
                                         "model": {"type": "Unigram", "vocab": [["a", 0], ["b", -2.5], ["c", -7], ["d", -1e0]]}}
                                        """));
        assertThat(out.resolve("tokenizer.json"))
                .content()
                .contains("[\"d\", -1e0],[\"x\",-17.0],[\"<end>\",-17.0]]");
        assertThat(Vocabulary.read(out).id("<end>")).hasValue(5);
    }

    @Test
    void whatAListCannotTakeIsAdded() throws IOException {
        Path out =
                union(
                        base().file(
                                        "tokenizer.json",
                                        """
                                        {"added_tokens": [{"id": 3, "content": "d"}],
                                         "model": {"type": "Unigram", "vocab": [["a", 0], ["b", -2]]}}
                                        """));
        Vocabulary vocabulary = Vocabulary.read(out);
        assertThat(vocabulary.ids()).isEqualTo(Map.of("a", 0, "b", 1, "d", 3, "x", 4, "<end>", 5));
        assertThat(vocabulary.added("x")).contains(AddedToken.plain("x"));
    }

    @Test
    void theConfigurationListsAddedTokensWhereItListsAny() throws IOException {
        ModelFolder base =
                base().file("tokenizer.json", tokenizer("a", "b", "c", "d"))
                        .file(
                                "tokenizer_config.json",
                                "{\"added_tokens_decoder\": {\"0\": {\"content\": \"a\"}}, \"model_max_length\": 9}");
        Path out = union(base);
        assertThat(Files.readString(out.resolve("tokenizer_config.json")))
                .contains("\"model_max_length\" : 9", "\"0\" : {", "\"5\" : {", "\"<end>\"")
                .doesNotContain("\"4\"");
        assertThat(TokenizerConfig.addedTokens(out).get("<end>"))
                .isEqualTo(new AddedToken("<end>", false, true, false, false, true));
    }

    @Test
    void oldFilesTakeThemToo() throws IOException {
        Path out = union(base().file("vocab.json", "{\"a\":0,\"b\":1,\"c\":2,\"d\":3}"));
        assertThat(out.resolve("vocab.json"))
                .hasContent("{\"a\":0,\"b\":1,\"c\":2,\"d\":3,\"x\":4}");
        assertThat(Vocabulary.read(out).ids()).hasSize(6).containsEntry("<end>", 5);
        Files.delete(folder.resolve("base/vocab.json"));
        Path lines = union(base().file("vocab.txt", "a\nb\nc\nd\n"));
        assertThat(Vocabulary.read(lines).ids())
                .hasSize(6)
                .containsEntry("x", 4)
                .containsEntry("<end>", 5);
    }

    @Test
    void aSentencePieceModelBesideItIsCopiedWithAWarning() throws IOException {
        ModelFolder base =
                base().file("tokenizer.json", tokenizer("a", "b", "c", "d"))
                        .file("tokenizer.model", "pieces");
        try (var models = new Opened(base, other())) {
            assertThat(models.plan(union()).warnings())
                    .containsExactly(
                            folder.resolve("base/tokenizer.model")
                                    + " cannot take new tokens; it is copied as it is, and only tokenizer.json has them.");
        }
        assertThat(union(base).resolve("tokenizer.model")).hasContent("pieces");
    }

    @Test
    void aFolderThatIsALinkIsReadThrough() throws IOException {
        Files.createDirectory(folder.resolve("base"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("base"));
        ModelFolder base =
                ModelFolder.empty(link)
                        .file("tokenizer.json", tokenizer("a", "b", "c", "d"))
                        .file("merges.txt", "a b")
                        .column("embed_tokens.weight", 1, 2, 3, 4);
        Path out = union(base);
        assertThat(Vocabulary.read(out).ids()).containsEntry("<end>", 5);
        assertThat(out.resolve("merges.txt")).hasContent("a b");
    }

    @Test
    void aTokenThatOnlyARuleNamesIsAnAddedOne() throws IOException {
        var rule = new TokenRule(new TokenRule.Zero(), false);
        var settings =
                new TokenizerSettings(
                        new TokenizerSettings.Base(), Map.of("<new>", rule), OptionalInt.empty());
        ModelFolder base = base().file("tokenizer.json", tokenizer("a", "b", "c", "d"));
        assertThat(Vocabulary.read(written(base, settings)).added("<new>"))
                .contains(AddedToken.plain("<new>"));
    }

    /** Models while they are open. */
    private static final class Opened implements AutoCloseable {
        private final List<TokenizerPlan.Model> models;

        Opened(ModelFolder base, ModelFolder other) {
            models =
                    List.of(
                            new TokenizerPlan.Model("base", Checkpoints.open(base.write())),
                            new TokenizerPlan.Model("other", Checkpoints.open(other.write())));
        }

        TokenizerPlan plan(TokenizerSettings settings) {
            return TokenizerPlan.of(settings, models);
        }

        @Override
        public void close() {
            models.forEach(model -> model.checkpoint().close());
        }
    }

    private Path union(ModelFolder base) throws IOException {
        return written(base, union());
    }

    private static TokenizerSettings union() {
        return TokenizerSettings.of(new TokenizerSettings.Union());
    }

    private Path written(ModelFolder base, TokenizerSettings settings) throws IOException {
        Path out = Files.createTempDirectory(folder, "out");
        try (var models = new Opened(base, other())) {
            models.plan(settings).files().write(out);
        }
        return out;
    }

    private ModelFolder base() {
        return ModelFolder.empty(folder.resolve("base")).column("embed_tokens.weight", 1, 2, 3, 4);
    }

    private ModelFolder other() {
        return ModelFolder.empty(folder.resolve("other"))
                .file("tokenizer.json", OTHER)
                .column("embed_tokens.weight", 5, 6);
    }

    private static String tokenizer(String... tokens) {
        var entries = new StringBuilder();
        for (int id = 0; id < tokens.length; id++) {
            entries.append(id == 0 ? "" : ", ").append("\"%s\": %d".formatted(tokens[id], id));
        }
        return "{\"added_tokens\": [], \"model\": {\"vocab\": {" + entries + "}}}";
    }
}
