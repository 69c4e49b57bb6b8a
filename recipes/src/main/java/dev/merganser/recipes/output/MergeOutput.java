package dev.merganser.recipes.output;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a merged model is written. Only the size of the shards and the graph change what is in its
 * weights' files.
 *
 * @param threads how many threads share the work, at least 1
 * @param shardBytes most bytes of tensors in one file of a folder, positive; a larger tensor has a
 *     file to itself
 * @param graph the inference graph for an {@code .onnx} output; empty for that of the base
 * @param paths what graphs tell of layer paths
 * @param origin what goes into recipe file and model card; empty for what the plan knows
 * @param force whether the output must survive a power failure once it has its name
 * @param progress is told whenever a part of a tensor is merged, from any thread
 */
public record MergeOutput(
        int threads,
        long shardBytes,
        Optional<Path> graph,
        PathGraphs paths,
        Optional<MergeOrigin> origin,
        boolean force,
        Progress progress) {

    /** Hears how far a merge has come. */
    @FunctionalInterface
    public interface Progress {

        /** So many bytes of tensors are merged, of so many of this output; in no certain order. */
        void merged(long bytes, long total);
    }

    /** mergekit's default, 5 GB. */
    public static final long STANDARD_SHARD = 5_000_000_000L;

    /** One thread, shards of the standard size, not forced. */
    public static final MergeOutput STANDARD =
            new MergeOutput(
                    1,
                    STANDARD_SHARD,
                    Optional.empty(),
                    PathGraphs.NONE,
                    Optional.empty(),
                    false,
                    (_, _) -> {});

    public MergeOutput {
        if (!(threads >= 1 && shardBytes >= 1)) {
            throw new IllegalArgumentException(
                    "threads and shardBytes must be at least 1, found %d and %d"
                            .formatted(threads, shardBytes));
        }
    }

    public MergeOutput withThreads(int count) {
        return new MergeOutput(count, shardBytes, graph, paths, origin, force, progress);
    }

    public MergeOutput withShardBytes(long most) {
        return new MergeOutput(threads, most, graph, paths, origin, force, progress);
    }

    public MergeOutput withGraph(Path file) {
        return new MergeOutput(
                threads, shardBytes, Optional.of(file), paths, origin, force, progress);
    }

    public MergeOutput withPaths(PathGraphs graphs) {
        return new MergeOutput(threads, shardBytes, graph, graphs, origin, force, progress);
    }

    /** For an output that no graph is written to. */
    MergeOutput withoutGraph() {
        return new MergeOutput(
                threads, shardBytes, Optional.empty(), paths, origin, force, progress);
    }

    public MergeOutput withOrigin(MergeOrigin from) {
        return new MergeOutput(
                threads, shardBytes, graph, paths, Optional.of(from), force, progress);
    }

    public MergeOutput withProgress(Progress listener) {
        return new MergeOutput(threads, shardBytes, graph, paths, origin, force, listener);
    }

    /** For what is kept and trusted later: forced, and in the standard form of a folder. */
    public MergeOutput forKeeping() {
        return new MergeOutput(
                threads, STANDARD_SHARD, Optional.empty(), paths, Optional.empty(), true, progress);
    }
}
