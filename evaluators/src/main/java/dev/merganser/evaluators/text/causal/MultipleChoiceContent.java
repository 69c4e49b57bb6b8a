package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.metric.ChoiceLikelihoods;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.task.Exam;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.text.CanonicalText;
import dev.merganser.evaluators.text.SplitContent;
import dev.merganser.evaluators.text.Tokenizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Questions per split, and the model that is asked.
 *
 * @param separator between a prompt and a choice
 */
record MultipleChoiceContent(CausalModel model, String separator, Map<Split, Questions> splits)
        implements SplitContent {

    MultipleChoiceContent {
        splits = Map.copyOf(splits);
    }

    private Questions questions(Split split) {
        return splits.getOrDefault(split, Questions.NONE);
    }

    @Override
    public Exam exam(Split split, ModelPorts ports) {
        List<Questions.Question> questions = questions(split).questions();
        List<Piece> pieces = new ArrayList<>();
        Set<Integer> right = new HashSet<>();
        int[] ends = new int[questions.size()];
        try (Tokenizer tokenizer = model.tokenizer().openUncut()) {
            var continuations =
                    new Continuations(tokenizer, model.startTokens(tokenizer), model.maxTokens());
            for (int item = 0; item < ends.length; item++) {
                Questions.Question question = questions.get(item);
                right.add(pieces.size() + question.answer());
                for (String choice : question.choices()) {
                    pieces.add(
                            continuations.piece(
                                    question.prompt(), separator + choice, question.place()));
                }
                ends[item] = pieces.size();
            }
        }
        return Likelihoods.of(
                model, ports, pieces, ends, right::contains, sums -> predictions(sums, questions));
    }

    private static ChoiceLikelihoods predictions(
            double[] sums, List<Questions.Question> questions) {
        double[][] logLikelihood = new double[questions.size()][];
        int[][] bytes = new int[questions.size()][];
        int[] answer = new int[questions.size()];
        int piece = 0;
        for (int item = 0; item < answer.length; item++) {
            List<String> choices = questions.get(item).choices();
            logLikelihood[item] = new double[choices.size()];
            for (int choice = 0; choice < choices.size(); choice++) {
                logLikelihood[item][choice] = sums[piece++];
            }
            bytes[item] = choices.stream().mapToInt(CanonicalText::length).toArray();
            answer[item] = questions.get(item).answer();
        }
        return new ChoiceLikelihoods(logLikelihood, bytes, answer);
    }
}
