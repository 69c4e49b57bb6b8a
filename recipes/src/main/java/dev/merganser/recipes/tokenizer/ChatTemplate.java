package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.SmallFile;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Jinja text that turns a chat into the text that a model is given, as a recipe asks for it.
 * Immutable.
 */
public final class ChatTemplate {

    private static final String AUTO = "auto";
    private static final List<String> KNOWN =
            List.of("alpaca", "chatml", "exaone", "llama3", "mistral");
    private static final String FILE = "chat_template.jinja";
    private static final String KEY = "chat_template";

    private final Optional<String> text;

    private ChatTemplate(Optional<String> text) {
        this.text = text;
    }

    /**
     * Finds the template that a recipe asks for.
     *
     * @param setting {@code auto}: what most of the models have, the first of several; a name; or a
     *     Jinja text
     * @param models all models, in the order of the recipe
     * @throws WrongUseException where it is no name and no Jinja text
     */
    public static ChatTemplate of(String setting, List<TokenizerPlan.Model> models) {
        if (setting.equals(AUTO)) {
            return new ChatTemplate(mostUsed(models));
        }
        if (KNOWN.contains(setting)) {
            return new ChatTemplate(Optional.of(known(setting)));
        }
        Optional<String> problem = JinjaCheck.problem(setting);
        if (problem.isPresent()) {
            List<String> words = new ArrayList<>(KNOWN);
            words.addFirst(AUTO);
            throw new WrongUseException(
                    "Recipe: chat_template must be %s or a Jinja text, found %s: %s.%s"
                            .formatted(
                                    String.join(", ", words),
                                    Quoted.text(setting),
                                    problem.get(),
                                    Suggestions.didYouMean(setting, words)));
        }
        return new ChatTemplate(Optional.of(setting));
    }

    private static Optional<String> mostUsed(List<TokenizerPlan.Model> models) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (TokenizerPlan.Model model : models) {
            ofModel(TokenizerPlan.folder(model.checkpoint()))
                    .ifPresent(template -> counts.merge(template, 1, Integer::sum));
        }
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Optional<String> ofModel(Path folder) {
        Path file = folder.resolve(FILE);
        if (Files.isRegularFile(file)) {
            return Optional.of(SmallFile.text(file));
        }
        return JsonFile.tree(folder.resolve(TokenizerConfig.NAME))
                .map(config -> config.path(KEY))
                .flatMap(ChatTemplate::named);
    }

    /** A text, or of several with names the one called default. */
    private static Optional<String> named(JsonNode template) {
        return template.isString()
                ? Optional.of(template.asString())
                : template.valueStream()
                        .filter(one -> one.path("name").asString("").equals("default"))
                        .map(one -> one.path("template").asString(""))
                        .findFirst();
    }

    private static String known(String name) {
        try (InputStream in = ChatTemplate.class.getResourceAsStream(name + ".jinja")) {
            if (in == null) {
                throw new IllegalStateException("There is no resource " + name + ".jinja");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The template; empty where {@code auto} finds none. */
    public Optional<String> text() {
        return text;
    }

    /**
     * Writes the template into a folder that holds the other files of the tokenizer: as {@code
     * chat_template.jinja} and in {@code tokenizer_config.json}.
     */
    public void write(Path folder) throws IOException {
        if (text.isPresent()) {
            Files.writeString(folder.resolve(FILE), text.get());
            set(folder.resolve(TokenizerConfig.NAME), true);
            set(folder.resolve(KEY + ".json"), false);
        }
    }

    private void set(Path file, boolean create) throws IOException {
        Optional<ObjectNode> known = JsonFile.tree(file);
        if (known.isPresent() || create) {
            ObjectNode config = known.orElseGet(JsonFile::object);
            config.put(KEY, text.orElseThrow());
            Files.writeString(file, JsonFile.pretty(config));
        }
    }
}
