package dev.merganser.evaluators.text;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Batches;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.Rows;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Texts as rows of tokens. Rows of like length share a batch: they are sorted by length, equal ones
 * staying in their order, and a batch grows while its rows, padded to the longest of them, have at
 * most so many tokens in all. Padding is on the right, with token 0.
 */
public final class TokenRows implements Rows {

    /** Enough tokens in a batch that a graph runs at its best. */
    private static final int PADDED_TOKENS = 4096;

    private final TokenInputs inputs;
    private final List<Encoded> rows;
    private final boolean mayPad;
    private final int paddedTokens;

    /**
     * Rows for a graph.
     *
     * @param mayPad false: rows of a batch have one length, since the graph takes padding for text
     * @param paddedTokens the most tokens of a batch with more than one row
     */
    TokenRows(TokenInputs inputs, List<Encoded> rows, boolean mayPad, int paddedTokens) {
        this.inputs = inputs;
        this.rows = List.copyOf(rows);
        this.mayPad = mayPad;
        this.paddedTokens = paddedTokens;
    }

    /**
     * Rows for a graph that sees a text as a whole; rows of different length share a batch where it
     * has a mask. A graph that does not take tokens, or does not know them all, is bad data.
     *
     * @param input the input that takes the tokens; empty: {@code input_ids}, or the only input
     * @param tokenizer where the tokens come from, for messages
     */
    public static TokenRows of(
            ModelPorts ports, Optional<String> input, List<Encoded> rows, Path tokenizer) {
        TokenInputs inputs = checked(ports, input, rows, tokenizer);
        return new TokenRows(inputs, rows, inputs.hasMask(), PADDED_TOKENS);
    }

    /**
     * Rows for a graph whose tokens see those before them only, so that padding behind them changes
     * nothing. As the other.
     *
     * @param paddedTokens the most tokens of a batch with more than one row
     */
    public static TokenRows causal(
            ModelPorts ports,
            Optional<String> input,
            List<Encoded> rows,
            Path tokenizer,
            int paddedTokens) {
        return new TokenRows(
                checked(ports, input, rows, tokenizer),
                rows,
                true,
                Math.min(PADDED_TOKENS, paddedTokens));
    }

    private static TokenInputs checked(
            ModelPorts ports, Optional<String> input, List<Encoded> rows, Path tokenizer) {
        TokenInputs inputs = TokenInputs.of(ports, input);
        if (rows.stream().anyMatch(row -> row.length() == 0)) {
            throw new BadDataException(
                    "Task '%s': every text must have a token, but one has none by tokenizer %s. Maybe it is empty."
                            .formatted(ports.task(), tokenizer));
        }
        EmbeddingRows.check(ports, inputs.ids(), rows, tokenizer);
        EmbeddingRows.checkLength(ports, rows);
        return inputs;
    }

    @Override
    public int count() {
        return rows.size();
    }

    /** How many tokens a row has. */
    @Override
    public int length(int row) {
        return rows.get(row).length();
    }

    @Override
    public boolean mayPad() {
        return mayPad;
    }

    @Override
    public int mostPositions() {
        return paddedTokens;
    }

    @Override
    public Batch pack(SessionFactory sessions, int[] members) {
        return batch(sessions, members.clone());
    }

    @Override
    public Batches pack(SessionFactory sessions, int size) {
        List<Batch> batches = new ArrayList<>();
        try {
            for (int[] members : grouped(size)) {
                batches.add(batch(sessions, members));
            }
            return new Batches(batches);
        } catch (RuntimeException e) {
            new Batches(batches).close();
            throw e;
        }
    }

    /** The rows of each batch. */
    List<int[]> grouped(int size) {
        int[] order =
                IntStream.range(0, rows.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(this::length))
                        .mapToInt(Integer::intValue)
                        .toArray();
        List<int[]> groups = new ArrayList<>();
        int first = 0;
        for (int end = 1; end <= order.length; end++) {
            if (end == order.length || !fits(order[first], order[end], end + 1 - first, size)) {
                groups.add(Arrays.copyOfRange(order, first, end));
                first = end;
            }
        }
        return groups;
    }

    /** Whether a batch from a row up to another may have so many rows. */
    private boolean fits(int first, int last, int count, int size) {
        return count <= size
                && (long) count * length(last) <= paddedTokens
                && (mayPad || length(first) == length(last));
    }

    private Batch batch(SessionFactory sessions, int[] members) {
        int length = Arrays.stream(members).map(this::length).max().orElseThrow();
        Map<String, Value> values = new HashMap<>();
        try {
            for (TokenInputs.TokenInput input : inputs.all()) {
                values.put(input.name(), value(sessions, input, members, length));
            }
            return new Batch(members, length, values);
        } catch (RuntimeException e) {
            values.values().forEach(Value::close);
            throw e;
        }
    }

    /** A tensor over memory that goes when nothing points to the tensor any more. */
    private Value value(
            SessionFactory sessions, TokenInputs.TokenInput input, int[] members, int length) {
        boolean wide = input.dtype() == DType.I64;
        long bytes = (long) members.length * length * input.dtype().bytes();
        MemorySegment memory = Arena.ofAuto().allocate(bytes, Long.BYTES);
        for (int row = 0; row < members.length; row++) {
            Encoded tokens = rows.get(members[row]);
            for (int token = 0; token < length; token++) {
                int number = number(input.content(), tokens, token);
                long at = (long) row * length + token;
                if (wide) {
                    memory.setAtIndex(ValueLayout.JAVA_LONG, at, number);
                } else {
                    memory.setAtIndex(ValueLayout.JAVA_INT, at, number);
                }
            }
        }
        return Value.over(
                sessions,
                memory,
                new TensorInfo(input.name(), input.dtype(), Shape.of(members.length, length)));
    }

    private static int number(TokenInputs.Content content, Encoded tokens, int token) {
        if (content == TokenInputs.Content.POSITIONS) {
            return token;
        }
        if (token >= tokens.length()) {
            return 0;
        }
        return switch (content) {
            case IDS -> tokens.ids()[token];
            case TYPES -> tokens.types()[token];
            case MASK -> 1;
            case POSITIONS -> token;
        };
    }
}
