package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.results.step.StepKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Losses on the bundled models. */
class LossBenchTest {

    private static final Path VISION =
            Stream.of("..", ".")
                    .map(folder -> Path.of(folder, "examples/vision"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();

    @TempDir private Path temp;

    private SearchSettings settings() throws IOException {
        Path file =
                Files.writeString(
                        temp.resolve("search.yml"),
                        """
                        models:
                          base: base.safetensors
                          experts: {digits: experts/digits.safetensors, fashion: experts/fashion.safetensors}
                        graph: graph.onnx
                        tasks: {digits: tasks/digits.yml}
                        objectives: [{task: digits, metric: nll}]
                        space: {kind: parameter, method: task_arithmetic, granularity: global, weight: [0.0, 1.5]}
                        search: {algorithm: adamerging, seed: 1, coefficients: {batch: 4, batches: 1}}
                        """);
        return SearchFile.read(file, VISION, "search");
    }

    @Test
    void whatIsReleasedComputesNoMoreLosses() throws IOException {
        try (Workbench workbench = Workbench.open(settings())) {
            LossMeter meter = workbench.lossMeter().orElseThrow();
            List<Double> point = Collections.nCopies(meter.space().size(), 0.3);
            assertThat(meter.measure(StepKind.LOSS, 3, point)).isPresent();
            meter.release();
            meter.release();
            assertThat(meter.space().size()).isEqualTo(point.size());
            for (StepKind kind : StepKind.values()) {
                assertThatThrownBy(() -> meter.measure(kind, 3, point))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "Losses must be asked for before their vectors and sessions are released, but one more (%s on draw 3) came afterwards.",
                                kind.key());
            }
        }
    }
}
