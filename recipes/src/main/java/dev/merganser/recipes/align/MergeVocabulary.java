package dev.merganser.recipes.align;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.TokenizerSettings;
import dev.merganser.recipes.tokenizer.ChatTemplate;
import dev.merganser.recipes.tokenizer.TokenizerFiles;
import dev.merganser.recipes.tokenizer.TokenizerPlan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The vocabulary and the chat template of a merged model, where the recipe asks for them. */
public record MergeVocabulary(Optional<TokenizerPlan> tokenizer, Optional<ChatTemplate> template) {

    /**
     * What a recipe says of them.
     *
     * @param references all models that the recipe names, the base first; none where it asks for
     *     nothing
     */
    public record Wanted(
            Optional<TokenizerSettings> tokenizer,
            Optional<String> template,
            List<String> references) {

        public static Wanted of(Recipe recipe) {
            boolean any = recipe.tokenizer().isPresent() || recipe.chatTemplate().isPresent();
            return new Wanted(
                    recipe.tokenizer(),
                    recipe.chatTemplate(),
                    any ? recipe.references() : List.of());
        }
    }

    /** Whether the recipe asks for any of them. */
    public boolean isAsked() {
        return tokenizer.isPresent() || template.isPresent();
    }

    /** Whether each token has the id that it has in the base, and there are no others. */
    public boolean isThatOfTheBase() {
        return tokenizer.map(TokenizerPlan::keepsVocabulary).orElse(true);
    }

    /** Reads the vocabularies of all models, where they are asked for. */
    public static MergeVocabulary of(Wanted wanted, Models models) {
        List<TokenizerPlan.Model> all =
                wanted.references().stream()
                        .map(name -> new TokenizerPlan.Model(name, models.checkpoint(name)))
                        .toList();
        return new MergeVocabulary(
                wanted.tokenizer().map(settings -> TokenizerPlan.of(settings, all)),
                wanted.template().map(setting -> ChatTemplate.of(setting, all)));
    }

    /** A model with its embeddings in the order of the merged vocabulary. */
    public Checkpoint checkpoint(String reference, Models models) {
        return tokenizer
                .map(plan -> plan.view(reference))
                .orElseGet(() -> models.checkpoint(reference));
    }

    /** What is noteworthy; no errors. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        tokenizer.ifPresent(plan -> plan.warnings().forEach(w -> findings.add(Finding.warning(w))));
        tokenizer.ifPresent(plan -> plan.notes().forEach(n -> findings.add(Finding.note(n))));
        if (template.isPresent() && template.get().text().isEmpty()) {
            findings.add(
                    Finding.warning(
                            "chat_template is auto, but no model has a chat template; none is written."));
        }
        return findings;
    }

    /** Whether {@link #write} sees to a file of that name. */
    public boolean writes(Path name) {
        return tokenizer.isPresent() && TokenizerFiles.isOwn(name);
    }

    /** The base's file of that name, brought up to date where it is a configuration. */
    public String adapted(String name, String text) {
        return tokenizer.map(plan -> plan.files().adapted(name, text)).orElse(text);
    }

    /** Writes the files of the tokenizer; the chat template goes into those that are there. */
    public void write(Path folder) throws IOException {
        if (tokenizer.isPresent()) {
            tokenizer.get().files().write(folder);
        }
        if (template.isPresent()) {
            template.get().write(folder);
        }
    }
}
