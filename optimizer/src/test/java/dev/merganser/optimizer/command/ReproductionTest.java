package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.value.CandidateId;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the journal says of a candidate is what its recipe gives, carried out and scored anew. */
class ReproductionTest {

    private static final List<String> SPLITS = List.of("search", "validation", "test");

    @TempDir private static Path temp;
    private static SmallFamily family;
    private static RunFolder run;
    private static RunState state;

    @BeforeAll
    static void search() {
        family = SmallFamily.in(temp.resolve("family"));
        run = new RunFolder(temp.resolve("run"));
        Program.run("search", family.search(), "--out", run.root(), "--evaluations", 10);
        state = RunState.replay(JournalReader.read(run.journal()));
    }

    @Test
    void everyRecipeOfTheFrontScoresAsTheJournalSays() {
        assertThat(state.front()).hasSizeGreaterThan(2);
        for (CandidateId id : state.front()) {
            Path recipe = run.recipe(id.number());
            SPLITS.forEach(split -> assertScores(id, split, recipe, "--graph", Bundled.graph()));
        }
    }

    @Test
    void mergedModelsOfEachKindScoreAsTheJournalSays() {
        CandidateId id = state.front().getFirst();
        Path recipe = run.recipe(id.number());
        Path folder = temp.resolve("folder");
        Path file = temp.resolve("file.safetensors");
        Path graph = temp.resolve("graph.onnx");
        assertThat(Program.run("merge", recipe, folder).code()).isZero();
        assertThat(Program.run("merge", recipe, file, "--threads", 1).code()).isZero();
        assertThat(Program.run("merge", recipe, graph, "--graph", Bundled.graph()).code()).isZero();
        for (String split : SPLITS) {
            assertScores(id, split, folder, "--graph", Bundled.graph());
            assertScores(id, split, file, "--graph", Bundled.graph());
            assertScores(id, split, graph);
        }
    }

    @Test
    void anExportedCandidateScoresAsTheJournalSays() {
        CandidateId id = state.front().getLast();
        Path out = temp.resolve("exported.onnx");
        Program export =
                Program.run(
                        "export", run.root(), out, "--candidate", id, "--graph", Bundled.graph());
        assertThat(export.code()).isZero();
        assertScores(id, "test", out);
    }

    private static void assertScores(CandidateId id, String split, Path model, Object... more) {
        Event.Scored scored = state.scored(id, split).orElseThrow();
        Map<String, Double> expected = new TreeMap<>(scored.objectives());
        expected.putAll(scored.measures());
        Map<String, Double> found = evaluated(split, model, more);
        found.keySet().retainAll(expected.keySet());
        assertThat(found).isEqualTo(expected);
    }

    private static Map<String, Double> evaluated(String split, Path model, Object... more) {
        List<Object> arguments =
                new ArrayList<>(List.of("evaluate", model, "--json", "--split", split));
        SmallFamily.TASKS.forEach(task -> arguments.addAll(List.of("--task", family.task(task))));
        arguments.addAll(List.of(more));
        Program program = Program.run(arguments.toArray());
        assertThat(program.err()).isEmpty();
        Map<String, Double> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry :
                new ObjectMapper().readTree(program.out()).get("values").properties()) {
            values.put(entry.getKey(), entry.getValue().get("value").doubleValue());
        }
        return values;
    }
}
