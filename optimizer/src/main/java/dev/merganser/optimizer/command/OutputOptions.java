package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.PoolGraphs;
import dev.merganser.optimizer.run.ProgramVersion;
import dev.merganser.recipes.adapter.AdapterReport;
import dev.merganser.recipes.adapter.AdapterSettings;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.FileHashes;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeOutput;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.recipe.Stages;
import dev.merganser.recipes.stage.StagedMerge;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The options that say how a merged model is written, and the writing. */
final class OutputOptions {

    private static final String SHARD_SIZE = "--out-shard-size";
    private static final String INTERMEDIATES = "merganser-intermediates";

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Threads that share the work; all cores otherwise.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = SHARD_SIZE,
            paramLabel = "SIZE",
            description =
                    "Most bytes in one weights file of a folder, such as 800MB; default 5GB. More are cut into shards with an index.")
    private @Nullable String shardSize;

    @Option(
            names = "--hash",
            description =
                    "Read all models to put their SHA-256 into the model card; known ones are taken from a cache.")
    private boolean hash;

    @Option(
            names = "--intermediates",
            paramLabel = "DIR",
            description =
                    "Where the intermediate models of a file with several documents are kept; default merganser-intermediates beside OUT.")
    private @Nullable Path intermediates;

    @Mixin private GraphOption graph = new GraphOption();

    /** Refuses options that are wrong or do not fit the output. */
    void require(Path out) {
        settings(out);
    }

    /**
     * Merges what a recipe file says, writes it, and prints what is noteworthy.
     *
     * @param pathGraph the inference graph for layer paths, unless the options name one
     */
    MergePlan write(
            Path recipe,
            Stages stages,
            Semantics semantics,
            Models models,
            Optional<Path> pathGraph,
            Path out,
            Console console) {
        var progress = new MergeProgress(console);
        try {
            return StagedMerge.write(
                    merges(recipe, semantics, out),
                    stages,
                    models,
                    out,
                    settings(out)
                            .withPaths(new PoolGraphs(models, graph.file().or(() -> pathGraph)))
                            .withProgress(progress),
                    finding -> print(finding, progress, console));
        } finally {
            progress.finish();
        }
    }

    /** Merges and writes an adapter of the base, and prints what is noteworthy. */
    AdapterReport writeAdapter(
            Path recipe,
            Stages stages,
            Semantics semantics,
            Models models,
            Path out,
            AdapterSettings adapter,
            Console console) {
        refuseOptionsOfModels();
        var progress = new MergeProgress(console);
        try {
            return StagedMerge.writeAdapter(
                    merges(recipe, semantics, out),
                    stages,
                    models,
                    out,
                    adapter,
                    settings(out).withProgress(progress),
                    finding -> print(finding, progress, console));
        } finally {
            progress.finish();
        }
    }

    private void refuseOptionsOfModels() {
        if (graph.file().isPresent() || shardSize != null) {
            throw AdapterOptions.meaningless(shardSize == null ? "--graph" : SHARD_SIZE);
        }
    }

    private static void print(Finding finding, MergeProgress progress, Console console) {
        progress.finish();
        console.err().println(finding.label() + ": " + finding.message());
    }

    private StagedMerge.Settings merges(Path recipe, Semantics semantics, Path out) {
        Path kept =
                intermediates == null
                        ? out.toAbsolutePath().normalize().resolveSibling(INTERMEDIATES)
                        : intermediates;
        return new StagedMerge.Settings(
                recipe.toString(),
                semantics,
                FileHashes.ofUser(),
                hash,
                kept,
                ProgramVersion.text());
    }

    private MergeOutput settings(Path out) {
        ThreadCount.require(threads);
        MergeOutput plain =
                MergeOutput.STANDARD.withThreads(threads).withShardBytes(shardBytes(out));
        return graph.file().map(plain::withGraph).orElse(plain);
    }

    private long shardBytes(Path out) {
        if (shardSize == null) {
            return MergeOutput.STANDARD_SHARD;
        }
        String name = out.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors") || name.endsWith(".onnx")) {
            throw new WrongUseException(
                    "%s needs a folder as output, but %s is one file.".formatted(SHARD_SIZE, out));
        }
        return DecimalBytes.parse(shardSize, SHARD_SIZE);
    }
}
