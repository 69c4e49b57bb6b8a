package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.data.Table;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads questions with their choices.
 *
 * @param prompt what comes before a choice
 * @param choiceField the field with the list of choices, where there are no templates of them
 * @param choices a template for each choice; empty: they are in a field
 * @param answerField the field that says which is right
 */
record QuestionReader(
        PromptTemplate prompt,
        String choiceField,
        List<PromptTemplate> choices,
        String answerField) {

    QuestionReader {
        choices = List.copyOf(choices);
    }

    static QuestionReader of(YamlMap yaml) {
        boolean templates = yaml.find("choices").orElse(null) instanceof YamlValue.Items;
        return new QuestionReader(
                new PromptTemplate(yaml.findText("prompt").orElse("{context}")),
                templates ? "" : yaml.findText("choices").orElse("choices"),
                templates ? templates(yaml) : List.of(),
                yaml.findText("answer").orElse("answer"));
    }

    private static List<PromptTemplate> templates(YamlMap yaml) {
        List<PromptTemplate> templates = new ArrayList<>();
        for (YamlValue value : yaml.list("choices")) {
            if (!(value instanceof YamlValue.Text(String text))) {
                throw yaml.mismatch("choices", "a field or a list of texts", value);
            }
            templates.add(new PromptTemplate(text));
        }
        if (templates.size() < 2) {
            throw yaml.wrong("choices must be at least two, found " + templates.size());
        }
        return templates;
    }

    Questions read(Table table) {
        List<Questions.Question> questions = new ArrayList<>();
        for (int row = 0; row < table.count(); row++) {
            List<String> texts = choices(table, row);
            questions.add(
                    new Questions.Question(
                            prompt.fill(table, row),
                            texts,
                            answer(table, row, texts),
                            table.place(row)));
        }
        return new Questions(questions);
    }

    private List<String> choices(Table table, int row) {
        List<String> texts =
                choices.isEmpty()
                        ? table.texts(row, choiceField)
                        : choices.stream().map(choice -> choice.fill(table, row)).toList();
        if (texts.size() < 2 || texts.stream().anyMatch(String::isEmpty)) {
            throw table.bad(row, choiceField, "at least two choices, none empty");
        }
        return texts;
    }

    /** A number from 0, the text of a choice, or a letter from A. */
    private int answer(Table table, int row, List<String> texts) {
        String answer = table.text(row, answerField).strip();
        int letter = answer.length() == 1 ? answer.charAt(0) - 'A' : -1;
        if (answer.matches("\\d{1,9}") && Integer.parseInt(answer) < texts.size()) {
            return Integer.parseInt(answer);
        }
        if (texts.contains(answer)) {
            return texts.indexOf(answer);
        }
        if (letter >= 0 && letter < texts.size()) {
            return letter;
        }
        throw table.bad(
                row,
                answerField,
                "the number of a choice from 0 to %d, its letter from A, or its text"
                        .formatted(texts.size() - 1));
    }
}
