package dev.merganser.evaluators.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class TokenRowsTest {

    private static final Path TOKENIZER = Path.of("tokenizer.json");
    private static final TokenInputs INPUTS = new TokenInputs("graph", "input_ids", List.of());

    private static List<Encoded> rows(int... lengths) {
        return Arrays.stream(lengths).mapToObj(length -> Encoded.of(new int[length])).toList();
    }

    private static List<List<Integer>> grouped(TokenRows rows, int size) {
        return rows.grouped(size).stream()
                .map(group -> Arrays.stream(group).boxed().toList())
                .toList();
    }

    @Test
    void rowsOfLikeLengthShareABatchAndEqualOnesKeepTheirOrder() {
        var rows = new TokenRows(INPUTS, rows(3, 9, 3, 4, 3), true, 4096);
        assertThat(grouped(rows, 3)).containsExactly(List.of(0, 2, 4), List.of(3, 1));
        assertThat(grouped(rows, 100)).containsExactly(List.of(0, 2, 4, 3, 1));
    }

    @Test
    void aBatchHasAtMostSoManyTokensWithItsPaddingUnlessOneRowHasMore() {
        var rows = new TokenRows(INPUTS, rows(2, 2, 2, 3, 20), true, 8);
        assertThat(grouped(rows, 100)).containsExactly(List.of(0, 1, 2), List.of(3), List.of(4));
    }

    @Test
    void noRowIsLostAndBatchesFillUpWhereThereAreManyRows() {
        int[] lengths = IntStream.range(0, 1000).map(i -> 5 + i * 7 % 40).toArray();
        var rows = new TokenRows(INPUTS, rows(lengths), true, 4096);
        List<List<Integer>> groups = grouped(rows, 256);
        assertThat(groups.stream().flatMap(List::stream).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
        for (List<Integer> group : groups.subList(0, groups.size() - 1)) {
            int longest = group.stream().mapToInt(row -> lengths[row]).max().orElseThrow();
            assertThat(group.size() == 256 || group.size() * longest > 4096 - 45).isTrue();
            assertThat(group.size() * longest).isBetween(256, 4096);
        }
    }

    @Test
    void withoutAMaskRowsOfABatchHaveOneLength() {
        TokenRows rows =
                TokenRows.of(
                        ExamRoom.ports(TextModels.pooled(20, 4)),
                        Optional.empty(),
                        rows(2, 3, 2, 3),
                        TOKENIZER);
        assertThat(grouped(rows, 100)).containsExactly(List.of(0, 2), List.of(1, 3));
    }

    @Test
    void theSameTokensAreOneRowAndATextIsEncodedOnce() {
        var distinct = new DistinctRows();
        int first = distinct.of("a", _ -> Encoded.of(1, 2));
        assertThat(distinct.of("b", _ -> Encoded.of(3))).isEqualTo(1);
        assertThat(distinct.of("A", _ -> Encoded.of(1, 2))).isEqualTo(first);
        assertThat(
                        distinct.of(
                                "a",
                                _ -> {
                                    throw new AssertionError("encoded twice");
                                }))
                .isEqualTo(first);
        assertThat(distinct.rows()).containsExactly(Encoded.of(1, 2), Encoded.of(3));
    }

    @Test
    void tokensThatTheGraphDoesNotKnowAreNamedWithBothNumbers() {
        ModelPorts ports = ExamRoom.ports(TextModels.encoder(20, 4, DType.I64));
        List<Encoded> good = List.of(Encoded.of(0, 19));
        List<Encoded> bad = List.of(Encoded.of(0, 20));
        assertThat(TokenRows.of(ports, Optional.empty(), good, TOKENIZER).count()).isEqualTo(1);
        assertThatThrownBy(() -> TokenRows.of(ports, Optional.empty(), bad, TOKENIZER))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Task 'task': tokenizer tokenizer.json makes token 20, but graph 'encoder' has embeddings of 20 tokens ('words' [20, 4]). Maybe it is another model's tokenizer.");
    }

    @Test
    void aTextThatIsLongerThanTheGraphHasPositionsIsNamedWithTheRemedy() {
        ModelPorts ports = ExamRoom.ports(TextModels.encoder(20, 4, DType.I64));
        assertThat(TokenRows.of(ports, Optional.empty(), rows(40), TOKENIZER).count()).isOne();
        assertThatThrownBy(() -> TokenRows.of(ports, Optional.empty(), rows(3, 41), TOKENIZER))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Task 'task': a text has 41 tokens, but graph 'encoder' has 40 positions ('embeddings.position_embeddings.weight' [40, 4]). Maybe set max_tokens: 40.");
    }

    @Test
    void aTextWithoutATokenIsRefused() {
        ModelPorts ports = ExamRoom.ports(TextModels.pooled(20, 4));
        assertThatThrownBy(() -> TokenRows.of(ports, Optional.empty(), rows(1, 0), TOKENIZER))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("every text must have a token");
    }

    @Test
    void inputsThatTextCannotFillAreRefused() {
        Dim[] open = {Dim.of("batch"), Dim.of("tokens")};
        assertRefused(
                graph(DType.I64, open, "past_key_values.0.key"),
                "but has an input 'past_key_values.0.key'. Maybe export it without key/value caches.");
        assertRefused(
                graph(DType.I64, new Dim[] {Dim.of("batch"), Dim.of(8)}, "attention_mask"),
                "input 'input_ids' of graph 'graph' must be int64 or int32 [batch, tokens] with both open, but is I64 [batch, 8].");
        assertThatThrownBy(
                        () ->
                                TokenInputs.of(
                                        ExamRoom.ports(graph(DType.I64, open, "attention_mask")),
                                        Optional.of("attention_mask")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("so leave out 'input'");
    }

    private static void assertRefused(Graph graph, String message) {
        assertThatThrownBy(() -> TokenInputs.of(ExamRoom.ports(graph), Optional.empty()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(message);
    }

    private static Graph graph(DType dtype, Dim[] dims, String other) {
        GraphBuilder graph = GraphBuilder.named("graph").opset(17);
        graph.input("input_ids", dtype, dims);
        graph.input(other, dtype, dims);
        graph.initializer("words", Shape.of(2, 1), 1, 2);
        String sum = graph.node("/sum", "Mul", List.of("input_ids", other));
        graph.node(Node.of("/words", "Gather", List.of("words", sum), List.of("hidden")));
        graph.output("hidden", DType.F32, dims[0], dims[1], Dim.of(1));
        return graph.build();
    }
}
