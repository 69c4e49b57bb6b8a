package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One graph serves checkpoints that call its weights otherwise and hold more than it uses. */
class MatchedNamesTest {

    private static final String PREFIX = "vit.";
    private static final TensorInfo POOLER =
            new TensorInfo(PREFIX + "pooler.weight", DType.F16, Shape.of(2, 2));

    @TempDir private Path temp;
    private SmallFamily family = new SmallFamily(Path.of(""));

    @BeforeEach
    void renameTheFamily() {
        family = SmallFamily.in(temp);
        rename(Bundled.base(), "base");
        SmallFamily.TASKS.forEach(task -> rename(Bundled.expert(task), task));
    }

    @Test
    void inspectShowsHowAGraphIsCutAndWhatMatches() {
        String shown =
                Program.run(
                                "inspect",
                                Bundled.graph(),
                                "--checkpoint",
                                temp.resolve("base.safetensors"))
                        .out();

        assertThat(shown)
                .contains(
                        "path: stem, 5 layers, head (3 segments); state: ",
                        "patch.weight <- vit.patch.weight (prefix, cast from F16)",
                        "85 weights matched: 0 by name, 85 by prefix, 0 tied, 0 by value;"
                                + " 0 transposed, 85 cast",
                        "not in the graph: vit.pooler.weight");
    }

    @Test
    void aCheckpointIsNoGraph() {
        Program refused = Program.run("inspect", Bundled.base(), "--checkpoint", Bundled.base());

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.complaint())
                .isEqualTo(
                        "With --checkpoint PATH must be a graph (an .onnx file), found %s."
                                .formatted(Bundled.base()));
    }

    @Test
    void aRenamedCheckpointHasTheScoresOfTheOriginal() {
        assertThat(values(temp.resolve("base.safetensors"))).isEqualTo(values(Bundled.base()));
    }

    @Test
    void aSearchOverRenamedModelsRunsAndWarnsOfWhatTheGraphDoesNotUse() {
        Path search =
                family.write(
                        "search.yml",
                        family.searchText()
                                .replace(Bundled.FAMILY + "/base", temp + "/base")
                                .replace(Bundled.FAMILY + "/experts", temp.toString()));
        Program run = Program.run("search", search, "--out", temp.resolve("run"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains(
                        "1 float tensors of the base are merged, but the graph does not use them,"
                                + " so no score sees them; the first is 'vit.pooler.weight'.");
    }

    private String values(Path model) {
        Program scores =
                Program.run(
                        "evaluate",
                        model,
                        "--graph",
                        Bundled.graph(),
                        "--task",
                        family.task("digits"),
                        "--json");
        assertThat(scores.code()).as(scores.err()).isZero();
        return scores.out().replace(model.toString(), "MODEL");
    }

    private void rename(Path checkpoint, String name) {
        try (Checkpoint original = Checkpoints.open(checkpoint)) {
            List<TensorInfo> infos = new ArrayList<>();
            original.tensors()
                    .forEach(
                            info ->
                                    infos.add(
                                            new TensorInfo(
                                                    PREFIX + info.name(),
                                                    info.dtype(),
                                                    info.shape())));
            infos.add(POOLER);
            SafetensorsWriter.write(
                    temp.resolve(name + ".safetensors"),
                    Map.of(),
                    infos,
                    (info, out) -> {
                        if (!info.equals(POOLER)) {
                            String old = info.name().substring(PREFIX.length());
                            out.copyFrom(original.tensor(old).data());
                        }
                    });
        }
    }
}
