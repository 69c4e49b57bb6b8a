package dev.merganser.recipes.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class ChatTemplateTest {

    @TempDir private Path folder;

    @Test
    void autoIsWhatMostModelsHave() {
        assertThat(auto("{{ 1 }}", "{{ 2 }}", "{{ 2 }}")).contains("{{ 2 }}");
    }

    @Test
    void ofSeveralThatAsManyHaveAutoIsTheFirst() {
        assertThat(auto("", "{{ 2 }}", "{{ 1 }}", "{{ 1 }}", "{{ 2 }}")).contains("{{ 2 }}");
    }

    @Test
    void autoIsNothingWhereNoModelHasATemplate() {
        assertThat(auto("", "")).isEmpty();
    }

    @Test
    void aTemplateIsReadFromItsFileElseFromTheConfiguration() {
        String several =
                "{\"chat_template\": [{\"name\": \"tool\", \"template\": \"{{ t }}\"}, {\"name\": \"default\", \"template\": \"{{ d }}\"}]}";
        ModelFolder.empty(folder.resolve("0")).file("tokenizer_config.json", several);
        assertThat(auto("")).contains("{{ d }}");
        ModelFolder.empty(folder.resolve("0")).file("chat_template.jinja", "{{ file }}");
        assertThat(auto("")).contains("{{ file }}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpaca", "chatml", "exaone", "llama3", "mistral"})
    void aKnownNameIsATemplate(String name) {
        String template = ChatTemplate.of(name, List.of()).text().orElseThrow();
        assertThat(JinjaCheck.problem(template)).isEmpty();
        assertThat(template).contains("message['content']").doesNotEndWith("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chatlm|it has no '{{ … }}' and no '{% … %}'. Did you mean 'chatml'?",
                "{{ a|'{{' has no '}}'.",
                "{% for m in messages %}{{ m }}|it has 'for' and 'endfor' in different numbers.",
                "{{ a }} {% if|'{%' has no '%}'.",
                "{# only a comment #}|it has no '{{ … }}' and no '{% … %}'.",
            })
    void whatIsPlainlyNoTemplateIsRefused(String text, String end) {
        assertThatThrownBy(() -> ChatTemplate.of(text, List.of()))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith(
                        "Recipe: chat_template must be auto, alpaca, chatml, exaone, llama3, mistral or a Jinja text, found '"
                                + text
                                + "': ")
                .hasMessageEndingWith(end);
    }

    @Test
    void aTemplateReplacesThoseOfAllFiles() throws IOException {
        ModelFolder.empty(folder)
                .file("chat_template.jinja", "{{ old }}")
                .file("chat_template.json", "{\"chat_template\": \"{{ old }}\"}")
                .file("tokenizer_config.json", "{\"chat_template\": \"{{ old }}\", \"a\": 1}");
        ChatTemplate.of("{{ new }}", List.of()).write(folder);
        assertThat(folder.resolve("chat_template.jinja")).hasContent("{{ new }}");
        for (String name : List.of("chat_template.json", "tokenizer_config.json")) {
            assertThat(Files.readString(folder.resolve(name)))
                    .contains("\"chat_template\" : \"{{ new }}\"")
                    .doesNotContain("old");
        }
        assertThat(Files.readString(folder.resolve("tokenizer_config.json"))).contains("\"a\" : 1");
    }

    private Optional<String> auto(String... templates) {
        List<TokenizerPlan.Model> models = new ArrayList<>();
        try {
            for (String template : templates) {
                models.add(model(folder.resolve(String.valueOf(models.size())), template));
            }
            return ChatTemplate.of("auto", models).text();
        } finally {
            models.forEach(model -> model.checkpoint().close());
        }
    }

    private static TokenizerPlan.Model model(Path folder, String template) {
        ModelFolder model = ModelFolder.empty(folder).tensor("w", Shape.of(1), 1);
        if (!template.isEmpty()) {
            model.file("tokenizer_config.json", "{\"chat_template\": \"" + template + "\"}");
        }
        return new TokenizerPlan.Model(folder.toString(), Checkpoints.open(model.write()));
    }
}
