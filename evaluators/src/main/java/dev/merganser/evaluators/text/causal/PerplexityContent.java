package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.metric.TokenLikelihoods;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.task.Exam;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.text.CanonicalText;
import dev.merganser.evaluators.text.SplitContent;
import dev.merganser.evaluators.text.Tokenizer;
import dev.merganser.recipes.error.BadDataException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Texts per split, and the model that is asked. */
record PerplexityContent(CausalModel model, Map<Split, Texts> splits) implements SplitContent {

    PerplexityContent {
        splits = Map.copyOf(splits);
    }

    private Texts texts(Split split) {
        return splits.getOrDefault(split, Texts.NONE);
    }

    @Override
    public Exam exam(Split split, ModelPorts ports) {
        Texts texts = texts(split);
        List<Piece> pieces = new ArrayList<>();
        int[] ends = new int[texts.count()];
        try (Tokenizer tokenizer = model.tokenizer().openUncut()) {
            int[] start = model.startTokens(tokenizer);
            for (int item = 0; item < ends.length; item++) {
                int[] tokens = Windows.joined(start, tokenizer.tokens(texts.texts().get(item)));
                int begin = Math.max(1, start.length);
                requireTokens(tokens.length - begin, texts.places().get(item));
                pieces.addAll(Windows.rolling(tokens, begin, model.maxTokens()));
                ends[item] = pieces.size();
            }
        }
        return Likelihoods.of(
                model,
                ports,
                pieces,
                IntStream.rangeClosed(1, pieces.size()).toArray(), // each piece is an item
                _ -> true,
                sums -> predictions(sums, pieces, ends, texts));
    }

    private static void requireTokens(int predicted, String place) {
        if (predicted < 1) {
            throw new BadDataException(
                    "%s: a text must have a token to predict, but is too short. Maybe give a start_token."
                            .formatted(place));
        }
    }

    private static TokenLikelihoods predictions(
            double[] sums, List<Piece> pieces, int[] ends, Texts texts) {
        double[] logLikelihood = new double[ends.length];
        int[] tokens = new int[ends.length];
        int[] bytes = new int[ends.length];
        int piece = 0;
        for (int item = 0; item < ends.length; item++) {
            bytes[item] = CanonicalText.length(texts.texts().get(item));
            for (; piece < ends[item]; piece++) {
                logLikelihood[item] += sums[piece];
                tokens[item] += pieces.get(piece).targets().length;
            }
        }
        return new TokenLikelihoods(logLikelihood, tokens, bytes);
    }
}
