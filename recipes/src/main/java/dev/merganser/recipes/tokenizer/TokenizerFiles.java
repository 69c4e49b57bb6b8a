package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.file.FolderFiles;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.recipes.tokenizer.OutputVocabulary.NewToken;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokenizer files of a merged model: those of the model whose vocabulary it has, with new
 * tokens added. Immutable.
 */
public final class TokenizerFiles {

    /** What tokenizer files in a model's folder are called, as globs. */
    public static final List<String> PATTERNS =
            List.of(
                    "tokenizer*",
                    "special_tokens_map.json",
                    "added_tokens.json",
                    "normalizer.json",
                    "tekken.json",
                    "chat_template*",
                    "additional_chat_templates/*.jinja",
                    "vocab*",
                    "merges.txt",
                    "*.model",
                    "*.spm");

    private static final PathMatcher OWN =
            FileSystems.getDefault().getPathMatcher("glob:{" + String.join(",", PATTERNS) + "}");

    /** What takes new tokens and is not read before. */
    private static final List<String> EXTENDED = List.of(TokenizerConfig.NAME, "added_tokens.json");

    private final Path carrier;
    private final NewTokens news;
    private final ConfigChanges configs;
    private final List<String> warnings;

    private TokenizerFiles(
            Path carrier, NewTokens news, ConfigChanges configs, List<String> warnings) {
        this.carrier = carrier;
        this.news = news;
        this.configs = configs;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Plans the files.
     *
     * @param members all models, the base first
     * @param rows of the merged embeddings
     */
    static TokenizerFiles of(List<Member> members, OutputVocabulary vocabulary, int rows) {
        List<String> warnings = new ArrayList<>();
        var news = NewTokens.of(vocabulary);
        Path folder = vocabulary.carrier().vocabulary().folder();
        if (!vocabulary.newTokens().isEmpty() && Files.exists(folder.resolve("tokenizer.model"))) {
            warnings.add(
                    "%s cannot take new tokens; it is copied as it is, and only tokenizer.json has them."
                            .formatted(folder.resolve("tokenizer.model")));
        }
        if (!vocabulary.carrier().equals(members.getFirst()) && TokenizerConfig.needsCode(folder)) {
            warnings.add(
                    "The tokenizer of %s needs Python code in %s, which is not copied."
                            .formatted(vocabulary.carrier(), folder));
        }
        if (!vocabulary.newTokens().isEmpty()) {
            EXTENDED.forEach(name -> JsonFile.tree(folder.resolve(name))); // refuses damaged ones
        }
        var configs = ConfigChanges.of(members.getFirst(), vocabulary, rows);
        warnings.addAll(configs.warnings(members.getFirst()));
        return new TokenizerFiles(folder, news, configs, warnings);
    }

    /** What could not be carried over, a line each. */
    List<String> warnings() {
        return warnings;
    }

    /** Whether a file of that name, within a model's folder, is one that {@link #write} sees to. */
    public static boolean isOwn(Path name) {
        return OWN.matches(name);
    }

    /**
     * Brings {@code config.json} or {@code generation_config.json} up to date: vocabulary size and
     * ids of special tokens.
     *
     * @param name of the file
     * @param text of the base's file
     */
    public String adapted(String name, String text) {
        return configs.applied(name, text);
    }

    /** Writes all tokenizer files into the folder of the merged model. */
    public void write(Path folder) throws IOException {
        for (Path name : FolderFiles.matching(carrier, PATTERNS)) {
            Path from = carrier.resolve(name);
            Path to = folder.resolve(name);
            WholeFile.makeFolderOf(to);
            if (news.isEmpty()) {
                Files.copy(from, to);
            } else {
                write(from, to);
            }
        }
        if (!news.isEmpty() && news.model() == TokenizerModel.FILES) {
            addedTokens(folder);
        }
    }

    private void write(Path from, Path to) throws IOException {
        switch (String.valueOf(from.getFileName())) {
            case VocabularyReader.TOKENIZER -> TokenizerJson.extend(from, news, to);
            case "vocab.json" -> TokenizerJson.extendMap(from, news, to);
            case TokenizerConfig.NAME -> {
                ObjectNode config = JsonFile.tree(from).orElseThrow();
                TokenizerConfig.list(config, news.addedById());
                Files.writeString(to, JsonFile.pretty(config));
            }
            case "added_tokens.json" -> {
                ObjectNode map = JsonFile.tree(from).orElseThrow();
                news.forFiles().forEach(token -> map.put(token.token(), token.id()));
                Files.writeString(to, JsonFile.pretty(map));
            }
            default -> Files.copy(from, to);
        }
    }

    /** Where the carrier has no {@code added_tokens.json}, one is made for what needs it. */
    private void addedTokens(Path folder) throws IOException {
        Path file = folder.resolve("added_tokens.json");
        List<NewToken> tokens = news.forFiles();
        if (!tokens.isEmpty() && !Files.exists(file)) {
            ObjectNode map = JsonFile.object();
            tokens.forEach(token -> map.put(token.token(), token.id()));
            Files.writeString(file, JsonFile.pretty(map));
        }
    }
}
