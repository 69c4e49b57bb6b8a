package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.file.JsonText;
import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontFile;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.value.CandidateId;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Every command on the bundled models, as a user calls it. */
class CommandLineTest {

    @TempDir private static Path temp;
    private static SmallFamily family;
    private static Path run;
    private static Program search;

    @BeforeAll
    static void searchOnce() {
        family = SmallFamily.in(temp.resolve("family"));
        run = temp.resolve("run");
        search = Program.run("search", family.search(), "--out", run);
    }

    @Test
    void aSearchPrintsBaselinesAndFrontOnEverySplitAndAVerdict() {
        assertThat(search.code()).isZero();
        assertThat(search.out())
                .containsPattern("(?m)^search +digits.nll ↓ +fashion.nll ↓ +doodles.nll ↓")
                .containsPattern("(?m)^validation +digits.nll ↓")
                .containsPattern("(?m)^test +digits.nll ↓")
                .containsPattern("(?m)^task arithmetic, best λ 0\\.\\d +\\d\\.\\d{3} \\d\\.\\d{3}–")
                .containsPattern("(?m)^best weights of 60: 0\\.\\d+ 0\\.\\d+ 0\\.\\d+ ")
                .containsPattern("(?m)^On validation the front .* the best tuned baseline \\(")
                .containsPattern("(?m)^12 evaluations")
                .containsPattern(
                        "(?m)^[\\d.]+ candidates/s: [\\d,]+ items/s, \\d+ % of a bare loop")
                .contains("Report: " + run.resolve("report.html"));
    }

    @Test
    void progressGoesToStandardErrorAlone() {
        assertThat(search.err().lines())
                .contains(
                        "baselines: base, experts, average, task arithmetic …",
                        "search of 12 evaluations …",
                        "front and baselines on validation …",
                        "front and baselines on test …")
                .noneMatch(line -> line.contains("\u001b"));
        assertThat(search.out()).doesNotContain("…");
    }

    @Test
    void theRunFolderHoldsWhatItsDescriptionSays() {
        assertThat(
                        List.of(
                                "manifest.json",
                                "search.yml",
                                "journal.jsonl",
                                "front.json",
                                "front.csv",
                                "progress.csv",
                                "report.html",
                                "run.log",
                                "scores/search/digits.nll.f32",
                                "scores/validation/digits.accuracy.f32",
                                "scores/test/doodles.nll.f32"))
                .allMatch(name -> Files.isRegularFile(run.resolve(name)));
        assertThat(front().points())
                .isNotEmpty()
                .allMatch(point -> Files.exists(new RunFolder(run).recipe(point.candidate())));
    }

    private static FrontDocument front() {
        return FrontFile.read(new RunFolder(run).frontJson());
    }

    @Test
    void frontShowsAllMembersAsTableCsvAndJson() throws IOException {
        Program table = Program.run("front", run);
        assertThat(table.code()).isZero();
        front().points()
                .forEach(
                        point ->
                                assertThat(table.out()).contains("candidate " + point.candidate()));
        assertThat(Program.run("front", run, "--format", "csv").out())
                .isEqualTo(Files.readString(run.resolve("front.csv")));
        assertThat(Program.run("front", run, "--format", "json").out())
                .isEqualTo(Files.readString(run.resolve("front.json")));
    }

    @Test
    void reportWritesThePageAnew() throws IOException {
        Path page = run.resolve("report.html");
        Files.delete(page);
        assertThat(Program.run("report", run).out().strip()).isEqualTo(page.toString());
        assertThat(Files.readString(page)).contains("<svg", "</html>");
    }

    @Test
    void exportMergesAPointOfTheFront() {
        int candidate = front().points().getFirst().candidate();
        Path out = temp.resolve("exported");
        Program export = Program.run("export", run, "--candidate", candidate, out);
        assertThat(export.code()).isZero();
        assertThat(export.out().strip())
                .isEqualTo("%s: candidate %d of %s".formatted(out, candidate, run));
        assertThat(Program.run("inspect", out).out()).contains("85 tensors, 98,064 parameters");
    }

    @Test
    void mergeSaysWhatItWrote() {
        Path recipe = run.resolve("recipes/" + front().points().getFirst().candidate() + ".yml");
        Path out = temp.resolve("merged.safetensors");
        Program merge = Program.run("merge", recipe, out, "--threads", 2, "--dtype", "bfloat16");
        assertThat(merge.code()).isZero();
        assertThat(merge.out()).contains(out + ": 85 tensors by ");
        assertThat(Program.run("inspect", out).out()).contains("{BF16=85}");
    }

    @Test
    void aMergeIsWrittenAsAnAdapterThatGivesItBackWithItsBase() throws IOException {
        Path lora = temp.resolve("lora");
        Path recipe = temp.resolve("difference.yml");
        Files.writeString(
                recipe,
                """
                merge_method: task_arithmetic
                base_model: %s
                models:
                  - {model: %s, parameters: {weight: 1}}
                """
                        .formatted(Bundled.base(), Bundled.expert("digits")));
        Program merge = Program.run("merge", recipe, lora, "--lora-rank", 16);
        assertThat(merge.code()).isZero();
        assertThat(merge.out())
                .startsWith(lora + ": LoRA of rank 16 for ")
                .contains(" of the task vector's energy; least of '");
        assertThat(merge.err()).startsWith("note: ").contains(" are whole in the adapter: '");
        Program wrong = Program.run("merge", recipe, lora, "--lora-rank", 4, "--dtype", "float16");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .contains(
                        "--lora-rank writes an adapter in float32, for which --dtype means nothing; leave one of them out.");
        Program compat =
                Program.run("merge", recipe, lora, "--lora-rank", 4, "--compat", "mergekit");
        assertThat(compat.code()).isEqualTo(2);
        assertThat(compat.err()).contains("for which --compat means nothing");
        Program large = Program.run("merge", recipe, temp.resolve("large"), "--lora-rank", 10_000);
        assertThat(large.code()).isEqualTo(2);
        assertThat(large.complaint())
                .startsWith("The rank of an adapter must be at most ")
                .endsWith(", the largest that a weight of this model can have; found 10000.");
        assertThat(temp.resolve("large")).doesNotExist();
    }

    @Test
    void inspectNamesTensorsLayersAndParameters() {
        assertThat(Program.run("inspect", Bundled.base()).out())
                .contains("F16   [48, 49]             patch.weight", "5 layers");
        assertThat(Program.run("inspect", Bundled.graph(), "--json").out())
                .contains("\"name\" : \"patch.weight\"", "\"dtype\" : \"F32\"");
    }

    @Test
    void evaluateScoresAModelOnSeveralTasks() {
        Program scores =
                Program.run(
                        "evaluate",
                        Bundled.base(),
                        "--graph",
                        Bundled.graph(),
                        "--task",
                        family.task("digits"),
                        "--task",
                        family.task("fashion"),
                        "--split",
                        "test");
        assertThat(scores.code()).isZero();
        assertThat(scores.out())
                .contains(" on test")
                .containsPattern("digits\\.nll +\\d\\.\\d{6}  95 % interval .*\\(24 items\\)")
                .containsPattern("fashion\\.accuracy +0\\.\\d{6} ");
    }

    @Test
    void checkAcceptsRecipesSearchesAndTasks() {
        Path recipe = run.resolve("recipes/" + front().points().getFirst().candidate() + ".yml");
        for (Path file : List.of(recipe, family.search(), family.task("doodles"))) {
            Program check = Program.run("check", file);
            assertThat(check.code()).isZero();
            assertThat(check.out().strip()).endsWith(file + ": nothing is wrong.");
        }
    }

    @Test
    void checkSaysWhatAMergeTakesAndHowCloseTheModelsAre() {
        Path recipe = run.resolve("recipes/" + front().points().getFirst().candidate() + ".yml");
        String text = Program.run("check", recipe, "--out", run.resolve("new")).out();
        assertThat(text)
                .containsPattern("models +\\S.*base\\.safetensors +196 KB  F16\n")
                .containsPattern("digits\\.safetensors +196 KB  F16  cosine 0\\.\\d\\d\n")
                .contains("merged  85 tensors, 98,064 parameters, 196 KB")
                .containsPattern("takes   about .* of memory; reads \\d+ KB");
        var json = JsonText.parse(Program.run("check", recipe, "--json").out());
        assertThat(json).containsEntry("errors", 0).containsKeys("models", "kinship", "merge");
        Program gone = Program.run("check", run.resolve("gone.yml"), "--json");
        assertThat(gone.code()).isEqualTo(2);
        assertThat(JsonText.parse(gone.out())).containsEntry("errors", 1);
        Program exists = Program.run("check", recipe, "--out", run);
        assertThat(exists.code()).isEqualTo(2);
        assertThat(exists.out()).startsWith("error: The output must not exist yet, found ");
    }

    @Test
    void methodsListsAllAndExplainsOne() {
        assertThat(Program.run("methods").out().lines())
                .hasSize(MergeMethods.all().size())
                .anyMatch(line -> line.startsWith("dare_ties "));
        assertThat(Program.run("methods", "ties").out())
                .contains("source: TIES-Merging, arXiv:2306.01708", "base model: required")
                .contains("models: at least 1", "b + λ mean of the weighted, trimmed")
                .contains("cost: one pass, after one to trim, or three over the whole model")
                .containsPattern("density +a finite number from 0 to 1, for each model, default 1");
    }

    @Test
    void doctorRunsItsSelfTest() {
        Program doctor = Program.run("doctor");
        assertThat(doctor.code()).isZero();
        assertThat(doctor.out())
                .contains("onnxruntime  1.29.0", "self-test    passed")
                .containsPattern("(?m)^cores +\\d+$");
    }

    /** The demo itself takes a minute; what it would do is seen from what it refuses. */
    @Test
    void theDemoIsASearchOfTheBundledFamily() {
        Program demo = Program.run("demo", "--evaluations", 2, "--seed", 3, "--out", run);
        assertThat(demo.code()).isEqualTo(2);
        assertThat(demo.complaint()).startsWith("A new run needs a folder of its own, but " + run);
    }

    @Test
    void aSearchBeginsFromTheUsersRecipesAndKeepsLiteralLists() {
        family.write(
                "mine.yml",
                """
                merge_method: ties
                base_model: %1$s/base.safetensors
                models:
                  - {model: %1$s/experts/digits.safetensors, parameters: {weight: 0.7}}
                  - {model: %1$s/experts/fashion.safetensors, parameters: {weight: 0.6}}
                  - {model: %1$s/experts/doodles.safetensors, parameters: {weight: 0.5}}
                parameters: {density: [0.2, 0.9]}
                """
                        .formatted(Bundled.FAMILY));
        Path file =
                family.searchWith(
                        "literal.yml",
                        "density: [0.1, 1.0]}\nsearch: {algorithm: portfolio",
                        "density: {value: [0.2, 0.9]}}\nstart: [mine.yml]\nsearch: {algorithm: nsga2");
        var folder = new RunFolder(temp.resolve("literal"));
        Program.run("search", file, "--out", folder.root(), "--evaluations", 8);
        RunState state = RunState.replay(JournalReader.read(folder.journal()));
        List<String> recipes =
                IntStream.rangeClosed(1, 8)
                        .mapToObj(number -> state.recipe(CandidateId.of(number)))
                        .filter(text -> text.contains("ties"))
                        .toList();
        assertThat(recipes)
                .isNotEmpty()
                .allMatch(text -> text.replaceAll("\\s+", "").contains("density:[0.2,0.9]"));
        assertThat(recipes).anyMatch(text -> text.contains("0.7") && text.contains("0.6"));
    }

    @Test
    void aTerminalGetsALineThatIsDrawnOverAndLeftClean() {
        Program live =
                Program.runOnTerminal(
                        "search",
                        family.search(),
                        "--out",
                        temp.resolve("live"),
                        "--evaluations",
                        40);
        assertThat(live.err()).contains("\r\u001b[2K\u001b[?7l[", "/40  ", "\u001b[?7h\r\u001b[2K");
        assertThat(live.err().lines().toList().getLast()).endsWith("front and baselines on test …");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "search",
                "resume",
                "merge",
                "check",
                "inspect",
                "evaluate",
                "front",
                "report",
                "export",
                "methods",
                "survey",
                "doctor"
            })
    void everyCommandHasHelp(String command) {
        Program help = Program.run(command, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: merganser " + command + " ").contains("--help");
    }

    @Test
    void helpAndVersionOfTheProgramItself() {
        assertThat(Program.run("--help").out()).contains("Commands:", "  search ", "  doctor ");
        assertThat(Program.run("--version").out()).startsWith("merganser ");
    }
}
