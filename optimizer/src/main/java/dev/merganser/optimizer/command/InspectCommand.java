package dev.merganser.optimizer.command;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.matching.WeightMatching;
import dev.merganser.results.file.JsonText;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code merganser inspect}. */
@picocli.CommandLine.Command(
        name = "inspect",
        description = "Show the tensors, types and layers of a checkpoint or graph.")
final class InspectCommand extends Command {

    @Parameters(paramLabel = "PATH", description = "A .safetensors file, a folder or an .onnx.")
    private Path path = Path.of("");

    @Option(
            names = "--checkpoint",
            paramLabel = "CHECKPOINT",
            description =
                    "With a graph: show which tensors of this checkpoint are which weights of it.")
    private @Nullable Path checkpoint;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    InspectCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        requireGraph();
        try (Checkpoint inspected = Checkpoints.open(path)) {
            var inspection = Inspection.of(inspected);
            Optional<Graph> graph =
                    isGraph() ? Optional.of(GraphReader.read(path)) : Optional.empty();
            Optional<GraphInspection> parts = graph.map(GraphInspection::of);
            Optional<MatchingInspection> matching = graph.flatMap(read -> matching(read, parts));
            console.out()
                    .println(
                            json
                                    ? json(inspection, parts, matching)
                                    : text(inspection, parts, matching));
        }
        return 0;
    }

    private boolean isGraph() {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    private void requireGraph() {
        if (checkpoint != null && !isGraph()) {
            throw new WrongUseException(
                    "With --checkpoint PATH must be a graph (an .onnx file), found %s."
                            .formatted(path));
        }
    }

    private Optional<MatchingInspection> matching(Graph graph, Optional<GraphInspection> parts) {
        if (checkpoint == null) {
            return Optional.empty();
        }
        try (Checkpoint opened = Checkpoints.open(checkpoint)) {
            var matching = WeightMatching.of(graph, opened);
            List<String> weights = parts.map(GraphInspection::weights).orElse(List.of());
            return Optional.of(
                    new MatchingInspection(
                            checkpoint.toString(),
                            matching,
                            matching.missing().stream()
                                    .filter(name -> weights.isEmpty() || weights.contains(name))
                                    .toList()));
        }
    }

    private static String text(
            Inspection inspection,
            Optional<GraphInspection> parts,
            Optional<MatchingInspection> matching) {
        return Stream.of(
                        Optional.of(inspection.text()),
                        parts.map(GraphInspection::text),
                        matching.map(MatchingInspection::text))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("\n"));
    }

    private static String json(
            Inspection inspection,
            Optional<GraphInspection> parts,
            Optional<MatchingInspection> matching) {
        Map<String, Object> fields = inspection.fields();
        parts.ifPresent(graph -> fields.put("graph", graph.fields()));
        matching.ifPresent(found -> fields.put("matching", found.fields()));
        return JsonText.pretty(fields);
    }
}
