package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.runtime.Rows;
import dev.merganser.evaluators.task.Collector;
import dev.merganser.evaluators.task.Exam;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.text.DistinctRows;
import dev.merganser.evaluators.text.TokenRows;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Asks a graph how likely some pieces are. Pieces that are given the same tokens are one row.
 *
 * @param ofRow the pieces of each row, by number
 * @param tokens how losses read them
 * @param predictions makes predictions of the natural logarithm of each piece's likelihood
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Likelihoods(
        Rows rows,
        String output,
        List<Piece> pieces,
        List<List<Integer>> ofRow,
        TokenReading tokens,
        Function<double[], Object> predictions)
        implements Exam {

    /**
     * Pieces on a graph.
     *
     * @param ends for each item of a loss the piece behind its last one
     * @param right whether a piece is what should come
     */
    static Likelihoods of(
            CausalModel model,
            ModelPorts ports,
            List<Piece> pieces,
            int[] ends,
            IntPredicate right,
            Function<double[], Object> predictions) {
        Logits logits = model.logits(ports);
        logits.check(pieces, model.tokenizer().path());
        var distinct = new DistinctRows();
        List<List<Integer>> ofRow = new ArrayList<>();
        int[] rowOf = new int[pieces.size()];
        for (int piece = 0; piece < pieces.size(); piece++) {
            rowOf[piece] = distinct.of(pieces.get(piece).given());
            if (rowOf[piece] == ofRow.size()) {
                ofRow.add(new ArrayList<>());
            }
            ofRow.get(rowOf[piece]).add(piece);
        }
        TokenRows rows =
                TokenRows.causal(
                        ports,
                        model.input(),
                        distinct.rows(),
                        model.tokenizer().path(),
                        logits.paddedTokens());
        return new Likelihoods(
                rows,
                logits.output(),
                List.copyOf(pieces),
                Collections.unmodifiableList(ofRow),
                new TokenReading(List.copyOf(pieces), rowOf, ends, right, logits.vocabulary()),
                predictions);
    }

    @Override
    public Optional<Reading> reading() {
        return Optional.of(tokens);
    }

    @Override
    public Collector collector() {
        return new Sums();
    }

    /** The sums of one candidate. */
    private final class Sums implements Collector {

        private final double[] sums = new double[pieces.size()];

        @Override
        public void take(Batch batch, Output output) {
            long vocabulary = output.shape().dims().getLast();
            var softmax = new LogSoftmax(Math.toIntExact(vocabulary));
            long rowFloats = batch.length() * vocabulary;
            for (int r = 0; r < batch.count(); r++) {
                for (int piece : ofRow.get(batch.rows()[r])) {
                    sums[piece] =
                            sum(
                                    pieces.get(piece),
                                    output.floats().asSlice(r * rowFloats * Float.BYTES),
                                    softmax);
                }
            }
        }

        private static double sum(Piece piece, MemorySegment logits, LogSoftmax softmax) {
            return IntStream.range(0, piece.targets().length)
                    .mapToDouble(j -> softmax.of(logits, piece.first() + j, piece.targets()[j]))
                    .reduce(0, Double::sum);
        }

        @Override
        public Object predictions() {
            return predictions.apply(sums);
        }
    }
}
