package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.data.Divisible;
import dev.merganser.evaluators.text.CanonicalText;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Questions with choices, of which one is right. */
record Questions(List<Question> questions) implements Divisible<Questions> {

    static final Questions NONE = new Questions(List.of());

    /**
     * One question.
     *
     * @param prompt what comes before the choice
     * @param choices at least two, none empty
     * @param answer which one is right
     * @param place file and line, for messages
     */
    record Question(String prompt, List<String> choices, int answer, String place) {
        Question {
            choices = List.copyOf(choices);
        }
    }

    Questions {
        questions = List.copyOf(questions);
    }

    @Override
    public int count() {
        return questions.size();
    }

    @Override
    public byte[] canonicalInput(int item) {
        List<String> texts = new ArrayList<>(List.of(questions.get(item).prompt()));
        texts.addAll(questions.get(item).choices());
        return CanonicalText.bytes(texts);
    }

    @Override
    public Questions select(int[] chosen) {
        return new Questions(Arrays.stream(chosen).mapToObj(questions::get).toList());
    }
}
