package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.RunFolder;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Searches whose groups are blocks of layers that changed alike. */
class BlockSearchTest {

    private static final String SPACE =
            "method: [task_arithmetic, ties], granularity: layer, weight: [0.0, 1.5], density: [0.1, 1.0]}";

    @TempDir private static Path temp;
    private static SmallFamily family;
    private static String blocks;

    @BeforeAll
    static void checkASearch() {
        family = SmallFamily.in(temp.resolve("family"));
        Program check = Program.run("check", search("auto.yml", "auto(3)"));
        assertThat(check.code()).as(check.err()).isZero();
        blocks = check.out();
    }

    private static Path search(String file, String granularity) {
        return family.searchWith(
                file,
                SPACE,
                "method: task_arithmetic, granularity: %s, weight: [0, 1.5]}"
                        .formatted(granularity));
    }

    @Test
    void checkNamesTheLayersOfEachBlockWithTheirNorms() {
        assertThat(notes(blocks))
                .hasSize(3)
                .allMatch(
                        line ->
                                line.matches(
                                        "note: Block [a-z0-9.-]+: ([a-z0-9.]+ 0\\.\\d{4}(, )?)+\\."));
        assertThat(blocks).contains("stem 0.", "layers.0 0.", "layers.4 0.", "head 0.");
    }

    @Test
    void aRunKnowsItsBlocksAndGoesOnWithThem() throws IOException {
        RunFolder run = new RunFolder(temp.resolve("run"));
        Path search = search("again.yml", "auto(3)");
        assertThat(Program.run("search", search, "--out", run.root(), "--evaluations", 3).code())
                .isZero();
        String block =
                notes(blocks).getFirst().replaceFirst("note: Block ", "").replaceFirst("\\.$", "");
        String name = block.substring(0, block.indexOf(':'));
        String layers = block.substring(block.indexOf(':') + 2);
        String manifest = Files.readString(run.manifest());
        assertThat(manifest)
                .contains("\"granularity\" : \"auto(3)\"")
                .contains("\"%s\" : \"%s\"".formatted(name, layers));
        assertThat(Files.readString(run.report())).contains("blocks." + name, layers);

        Program more = Program.run("resume", run.root(), "--evaluations", 5);
        assertThat(more.code()).as(more.err()).isZero();

        Files.writeString(run.manifest(), manifest.replace(layers, "stem 0.1000"));
        Program changed = Program.run("resume", run.root(), "--evaluations", 6);
        assertThat(changed.code()).isEqualTo(1);
        assertThat(changed.err())
                .contains("A run needs the blocks of layers that it began with")
                .contains("stem 0.1000");
    }

    @Test
    void blocksOfAlignedExpertsAreThoseInTheBasesOrder() {
        Path mixed =
                Damaged.withUnitsReversed(
                        Bundled.expert("digits"),
                        temp.resolve("mixed.safetensors"),
                        "layers.2.mlp");
        String text =
                family.searchText()
                        .replace(Bundled.expert("digits").toString(), mixed.toString())
                        .replace(
                                SPACE,
                                "method: task_arithmetic, granularity: auto(3), weight: [0, 1.5]}");
        Path plain = family.write("mixed.yml", text);
        Path aligned =
                family.write("aligned.yml", text.replace("auto(3)", "auto(3), align: rebasin"));
        assertThat(notes(Program.run("check", aligned).out())).isEqualTo(notes(blocks));
        assertThat(notes(Program.run("check", plain).out())).isNotEqualTo(notes(blocks));
    }

    private static List<String> notes(String check) {
        return check.lines().filter(line -> line.startsWith("note: Block ")).toList();
    }

    @Test
    void aHybridSearchHasBlocksToo() {
        Path hybrid =
                family.searchWith(
                        "hybrid.yml",
                        "space: {kind: parameter, " + SPACE,
                        "space: {kind: hybrid, path: {}, merge: {method: task_arithmetic, granularity: auto(3), weight: [0, 1.5]}}");
        assertThat(Program.run("check", hybrid).out())
                .contains(blocks.lines().findFirst().orElseThrow());
    }

    @Test
    void moreBlocksThanLayersAreRefused() {
        Program many = Program.run("check", search("many.yml", "auto(99)"));
        assertThat(many.code()).isEqualTo(2);
        assertThat(many.out())
                .isEqualTo(
                        "error: granularity auto(n) needs at least as many layers as blocks, found auto(99) for 7 layers: stem, layers.0, …, layers.4, head. Maybe take fewer, or granularity layer.\n");
    }
}
