package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.metric.PairPredictions;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.Rows;
import dev.merganser.evaluators.task.Collector;
import dev.merganser.evaluators.task.Exam;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.text.SplitContent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Pairs of texts per split, and how they are embedded. */
record SimilarityContent(
        Embedding embedding, String firstPrefix, String secondPrefix, Map<Split, Pairs> splits)
        implements SplitContent {

    SimilarityContent {
        splits = Map.copyOf(splits);
    }

    private Pairs pairs(Split split) {
        return splits.getOrDefault(split, Pairs.NONE);
    }

    /** The texts are the first ones of all pairs, then the second ones. */
    @Override
    public Exam exam(Split split, ModelPorts ports) {
        Pairs pairs = pairs(split);
        List<String> texts =
                Stream.concat(
                                pairs.first().stream().map(firstPrefix::concat),
                                pairs.second().stream().map(secondPrefix::concat))
                        .toList();
        return new PairExam(embedding.texts(ports, texts), pairs.gold(), pairs.groups());
    }

    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    private record PairExam(EmbeddedTexts texts, double[] gold, int[] groups) implements Exam {

        @Override
        public Rows rows() {
            return texts.rows();
        }

        @Override
        public String output() {
            return texts.output();
        }

        @Override
        public Optional<Reading> reading() {
            int[] first = IntStream.range(0, gold.length).toArray();
            int[] second = IntStream.range(gold.length, 2 * gold.length).toArray();
            return Optional.of(new EmbeddingReading(texts, first, second, new AlikePairs(gold)));
        }

        @Override
        public Collector collector() {
            return new VectorCollector(texts.vectors(), this::similarities);
        }

        private PairPredictions similarities(Vectors vectors) {
            double[] predicted =
                    IntStream.range(0, gold.length)
                            .mapToDouble(i -> vectors.similarity(i, gold.length + i))
                            .toArray();
            return new PairPredictions(predicted, gold, groups);
        }
    }
}
