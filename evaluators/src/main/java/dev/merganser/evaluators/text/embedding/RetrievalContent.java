package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.metric.RankedQueries;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.Rows;
import dev.merganser.evaluators.task.Collector;
import dev.merganser.evaluators.task.Exam;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.text.SplitContent;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Queries per split with their documents, and how both are embedded. */
record RetrievalContent(
        Embedding embedding, String queryPrefix, String documentPrefix, Map<Split, Queries> splits)
        implements SplitContent {

    RetrievalContent {
        splits = Map.copyOf(splits);
    }

    private Queries queries(Split split) {
        return splits.getOrDefault(split, Queries.NONE);
    }

    @Override
    public Exam exam(Split split, ModelPorts ports) {
        Queries queries = queries(split);
        List<String> texts = queries.texts(queryPrefix, documentPrefix);
        return new RankingExam(embedding.texts(ports, texts), queries);
    }

    private record RankingExam(EmbeddedTexts texts, Queries queries) implements Exam {

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
            int[] first = IntStream.range(0, queries.count()).toArray();
            int[] best = queries.queries().stream().mapToInt(Queries.Query::best).toArray();
            int[] second = Arrays.stream(best).map(d -> queries.count() + d).toArray();
            return Optional.of(
                    new EmbeddingReading(texts, first, second, new RelevantPairs(queries, best)));
        }

        @Override
        public Collector collector() {
            return new VectorCollector(texts.vectors(), this::rankings);
        }

        private RankedQueries rankings(Vectors vectors) {
            return new RankedQueries(
                    IntStream.range(0, queries.count())
                            .mapToObj(query -> ranking(vectors, query))
                            .toList());
        }

        private RankedQueries.Ranking ranking(Vectors vectors, int query) {
            double[] scores =
                    IntStream.range(0, queries.documents().size())
                            .mapToDouble(d -> vectors.similarity(query, queries.count() + d))
                            .toArray();
            return Ranker.rank(scores, queries.queries().get(query).gains());
        }
    }
}
