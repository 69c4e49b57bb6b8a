package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.recipe.Alignment;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.CompeftSettings;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.value.CandidateId;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Searches over what is done around a method. */
class SearchAroundTest {

    private static final String START =
            """
            merge_method: task_arithmetic
            base_model: %1$s/base.safetensors
            models:
              - {model: %1$s/experts/digits.safetensors, parameters: {weight: 0.2}}
              - {model: %1$s/experts/fashion.safetensors, parameters: {weight: 0.2}}
              - {model: %1$s/experts/doodles.safetensors, parameters: {weight: 0.25}}
            align: rebasin
            compress: {compeft: {density: 0.5, alpha: 1}}
            wrap: {lines: {alpha: 0.6, beta: 0.8}}
            """
                    .formatted(Bundled.FAMILY);

    private static final int EVALUATIONS = 6;

    @TempDir private static Path temp;
    private static Path search;
    private static Path start;

    @BeforeAll
    static void makeFiles() {
        SmallFamily family = SmallFamily.in(temp.resolve("family"));
        start = family.write("mine.yml", START);
        search =
                family.searchWith(
                        "around.yml",
                        "method: [task_arithmetic, ties], granularity: layer, weight: [0.0, 1.5], density: [0.1, 1.0]}\nsearch: {algorithm: portfolio",
                        """
                        method: task_arithmetic, granularity: global, weight: [0, 1.5], align: rebasin,
                          compress: {compeft: {density: [0.05, 1], alpha: 1}}, wrap: {lines: {alpha: [0.2, 1], beta: [0, 1.5]}}}
                        start: [mine.yml]
                        search: {algorithm: nsga2""");
    }

    @Test
    void checkWarnsOfWhatCannotBeAligned() {
        Program check = Program.run("check", search);
        assertThat(check.out())
                .startsWith("warning: align: rebasin leaves the heads of 5 attentions as they are")
                .endsWith(": no errors; 1 warning.\n");
        assertThat(check.code()).isZero();
    }

    @Test
    void candidatesHaveItAndAStartRecipeIsExportedAsItIsMerged() throws IOException {
        var folder = new RunFolder(temp.resolve("run"));
        Program run =
                Program.run("search", search, "--out", folder.root(), "--evaluations", EVALUATIONS);
        assertThat(run.code()).as(run.err()).isZero();
        RunState state = RunState.replay(JournalReader.read(folder.journal()));
        List<AroundMethod> around =
                IntStream.rangeClosed(1, EVALUATIONS)
                        .mapToObj(number -> state.recipe(CandidateId.of(number)))
                        .map(text -> RecipeReader.parse(text, "candidate"))
                        .map(Recipe::around)
                        .toList();
        assertThat(around.getFirst())
                .isEqualTo(
                        AroundMethod.NONE
                                .withAlign(Alignment.REBASIN)
                                .withCompress(new CompeftSettings(0.5, 1))
                                .withLines(new LinesSettings(0.6, 0.8)));
        assertThat(around.get(1).lines()).contains(new LinesSettings(1, 0));
        assertThat(around)
                .allMatch(each -> each.keys().equals(List.of("align", "compress", "wrap")));
        assertThat(Files.readString(folder.manifest()))
                .contains("\"wrap.lines.alpha\"", "\"align\" : \"rebasin\"");

        Path exported = temp.resolve("exported.safetensors");
        Path merged = temp.resolve("merged.safetensors");
        assertThat(Program.run("export", folder.root(), "--candidate", 1, exported).code())
                .isZero();
        assertThat(Program.run("merge", start, merged).code()).isZero();
        assertThat(values(exported)).isEqualTo(values(merged));
    }

    private static List<List<Float>> values(Path file) {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            return checkpoint.tensors().stream()
                    .map(info -> values(checkpoint.values(info.name())))
                    .toList();
        }
    }

    private static List<Float> values(FloatTensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.info().shape().elements())];
        tensor.read(0, values, values.length);
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }
}
