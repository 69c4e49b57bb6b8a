package dev.merganser.recipes.output;

import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.plan.LayerFactors;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.PathSlices;
import dev.merganser.recipes.plan.PlannedPath;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Stage;
import dev.merganser.recipes.recipe.Stages;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a merged model is to be written: of which kind it will be, and what stands in the way. */
public final class OutputPlace {

    private static final List<String> REFUSED = List.of(".bin", ".pt", ".pth", ".ckpt", ".gguf");

    private OutputPlace() {}

    /**
     * Refuses what can be told to be wrong with an output before there is a plan. A graph is needed
     * for every kind of output where the scales of a layer path have to be folded.
     */
    public static void requireNew(Stages stages, Path out, MergeOutput output) {
        boolean folds =
                Stream.concat(
                                stages.intermediates().stream().map(Stage::recipe),
                                Stream.of(stages.output()))
                        .anyMatch(
                                recipe ->
                                        recipe.composition() instanceof LayerPath path
                                                && path.isScaled());
        requireNew(out, folds ? output.withoutGraph() : output);
    }

    /** Refuses what can be told to be wrong with an output before there is a plan. */
    static void requireNew(Path out, MergeOutput output) {
        if (output.graph().isPresent() && !isOnnx(out)) {
            throw new WrongUseException(
                    "With a graph the output must end in .onnx, found %s.".formatted(out));
        }
        if (isRefused(out)) {
            throw new WrongUseException(
                    "The output must end in .safetensors or .onnx or be a folder, found %s."
                            .formatted(out));
        }
        requireNew(out);
    }

    /** Refuses what cannot become a folder, and makes the folder that it will lie in. */
    public static void requireNewFolder(Path out) {
        if (isFile(out) || isRefused(out)) {
            throw new WrongUseException("The output must be a folder, found %s.".formatted(out));
        }
        requireNew(out);
        makeFolderOf(out);
    }

    private static void requireNew(Path out) {
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
            throw existing(out, null);
        }
        Path above = above(out);
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        if (above != null) {
            requireWritable(out, above);
        }
    }

    private static void requireWritable(Path out, Path above) {
        if (!Files.isDirectory(above)) {
            throw new WrongUseException(
                    "The folder of %s must exist or be made, but %s is a file."
                            .formatted(out, above));
        }
        if (!Files.isWritable(above)) {
            throw new WrongUseException(
                    "%s must be in a folder that can be written, but %s cannot."
                            .formatted(out, above));
        }
    }

    private static @Nullable Path above(Path out) {
        return out.toAbsolutePath().normalize().getParent();
    }

    /** What the recipe asks for and an output that is one file cannot hold. */
    public static Optional<Finding> leftOut(MergePlan plan, Path out) {
        return isFile(out) ? weightsAlone(plan, out.toString()) : Optional.empty();
    }

    /**
     * What the recipe asks for and an output of weights alone cannot hold.
     *
     * @param what the output, for the message
     */
    public static Optional<Finding> weightsAlone(MergePlan plan, String what) {
        return plan.vocabulary().isAsked()
                ? Optional.of(
                        Finding.warning(
                                "%s holds weights only: the tokenizer and the chat template are not written. Maybe write a folder of a full model."
                                        .formatted(what)))
                : Optional.empty();
    }

    /** Refuses an {@code .onnx} output that no graph fits. */
    public static void requireGraph(MergePlan plan, Path out, MergeOutput output) {
        boolean leavesScales = plan.path().filter(PlannedPath::leavesScales).isPresent();
        if (leavesScales && !isOnnx(out)) {
            throw LayerFactors.missing();
        }
        if (plan.path().isPresent()) {
            return; // its graph is made for it
        }
        Path graph = graph(plan, output);
        if (isOnnx(out) && !isOnnx(graph)) {
            throw new WrongUseException(
                    "%s needs an inference graph to put the weights into, but %s is none. Maybe give --graph G.onnx."
                            .formatted(out, graph));
        }
        if (isOnnx(out)) {
            plan.requireLayersOfGraph(out.toString());
        }
    }

    /**
     * That tensors are left out of an {@code .onnx} output, whose graph has no use for them; a
     * graph that lacks what it needs is bad data.
     */
    public static Optional<Finding> leftOutOfGraph(MergePlan plan, Path out, MergeOutput output) {
        if (!isOnnx(out)) {
            return Optional.empty();
        }
        if (plan.path().isPresent()) {
            return GraphFit.ofPath(plan, output.paths().graph(plan.recipe())).leftOut();
        }
        Path file = graph(plan, output);
        GraphFit fit = GraphFit.of(plan, GraphReader.read(file));
        fit.requireServed(file);
        return fit.leftOut();
    }

    /**
     * The merges as they are written down beside an output: a layer path in mergekit's words where
     * these make the same weights, but for a graph, which they could not make.
     */
    public static Stages written(Stages stages, MergePlan plan, Path out) {
        return isOnnx(out)
                ? stages
                : PathSlices.of(stages.output(), plan).map(stages::withOutput).orElse(stages);
    }

    /** That something is there already. */
    public static WrongUseException existing(Path out, @Nullable Exception cause) {
        return new WrongUseException(
                "The output must not exist yet, found %s. Maybe remove it or choose another name."
                        .formatted(out),
                cause);
    }

    static void makeFolderOf(Path out) {
        try {
            Files.createDirectories(out.toAbsolutePath().normalize().getParent());
        } catch (IOException e) {
            throw new WrongUseException(
                    "The folder of %s must exist or be made: %s"
                            .formatted(out, DiskWords.of(out, e)),
                    e);
        }
    }

    /** The graph that an {@code .onnx} output takes, which may be none. */
    static Path graph(MergePlan plan, MergeOutput output) {
        return output.graph().orElseGet(() -> plan.like().path());
    }

    /** Whether the output is one file, not a folder. */
    static boolean isFile(Path path) {
        return isOnnx(path) || lowerName(path).endsWith(".safetensors");
    }

    static boolean isOnnx(Path path) {
        return lowerName(path).endsWith(".onnx");
    }

    private static boolean isRefused(Path path) {
        return REFUSED.stream().anyMatch(lowerName(path)::endsWith);
    }

    private static String lowerName(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    }
}
