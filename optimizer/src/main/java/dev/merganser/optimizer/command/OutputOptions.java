package dev.merganser.optimizer.command;

import dev.merganser.recipes.MergeOutput;
import dev.merganser.recipes.error.WrongUseException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Locale;

/** The options that say how a merged model is written. */
final class OutputOptions {

    private static final String SHARD_SIZE = "--out-shard-size";

    @Option(names = "--threads", paramLabel = "T", description = "Tensors merged at once.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = SHARD_SIZE,
            paramLabel = "5GB",
            description =
                    "Largest weights file of a folder; more are cut into shards with an index.")
    private @Nullable String shardSize;

    @Mixin private GraphOption graph = new GraphOption();

    /** What was asked for; refuses what does not fit the output. */
    MergeOutput settings(Path out) {
        if (threads < 1) {
            throw new WrongUseException("--threads must be at least 1, found " + threads + ".");
        }
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
