package dev.merganser.results.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Interval;
import dev.merganser.results.value.Objective;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

class FrontFileTest {
    private static final FrontDocument FRONT =
            new FrontDocument(
                    List.of(Objective.of("digits", "nll", Direction.MINIMIZE)),
                    List.of(Objective.of("digits", "accuracy", Direction.MAXIMIZE)),
                    List.of(
                            new FrontPoint(
                                    17,
                                    "recipes/17.yml",
                                    Optional.empty(),
                                    values(0.25, 0.75, 0.5),
                                    Optional.of(values(0.5, 0.5, 0.25)),
                                    Optional.empty())),
                    List.of(
                            new BaselinePoint(
                                    CandidateId.baseline(1),
                                    "task arithmetic, λ = 0.3",
                                    values(0.5, 0.5, 0.25),
                                    Optional.empty(),
                                    Optional.of(values(1, 0.25, 0.125)))),
                    OptionalDouble.of(0.625),
                    Map.of("digits.nll", 1.5),
                    true);

    @TempDir Path folder;

    @Test
    void jsonIsReadBackAsItWasWritten() {
        Path file = folder.resolve("new/front.json");
        FrontFile.writeJson(file, FRONT);

        assertThat(FrontFile.read(file)).isEqualTo(FRONT);
        assertThat(file.resolveSibling(".front.json.tmp")).doesNotExist();
    }

    @Test
    void theFilesOfVersionOneStayAsTheyAre() throws IOException {
        assertThat(FrontFile.json(FRONT)).isEqualTo(frozen("front-v1.json"));
        assertThat(FrontFile.csv(FRONT)).isEqualTo(frozen("front-v1.csv"));
    }

    @Test
    void aPathOfLayersStandsInTheFile() {
        FrontPoint point = FRONT.points().getFirst();
        var path =
                new FrontPoint(
                        point.candidate(),
                        point.recipe(),
                        Optional.of("base 0–2 · digits 1 ×0.85"),
                        point.search(),
                        point.validation(),
                        point.test());
        var front =
                new FrontDocument(
                        FRONT.objectives(),
                        FRONT.measures(),
                        List.of(path),
                        FRONT.baselines(),
                        FRONT.hypervolume(),
                        FRONT.referencePoint(),
                        FRONT.testSeen());
        FrontFile.writeJson(folder.resolve("front.json"), front);
        assertThat(FrontFile.read(folder.resolve("front.json"))).isEqualTo(front);
    }

    @Test
    void aFrontBeforeTheBaselinesHasNoHypervolume() {
        var early =
                new FrontDocument(
                        FRONT.objectives(),
                        List.of(),
                        List.of(),
                        List.of(),
                        OptionalDouble.empty(),
                        Map.of(),
                        false);
        FrontFile.writeJson(folder.resolve("front.json"), early);

        assertThat(FrontFile.read(folder.resolve("front.json"))).isEqualTo(early);
    }

    @Test
    void csvQuotesNamesThatNeedIt() {
        var front =
                new FrontDocument(
                        List.of(new Objective("a, \"b\"", "a", "nll", Direction.MINIMIZE)),
                        List.of(),
                        List.of(),
                        List.of(),
                        OptionalDouble.empty(),
                        Map.of(),
                        false);

        assertThat(FrontFile.csv(front)).startsWith("candidate,recipe,\"search.a, \"\"b\"\"\",");
    }

    @Test
    void whatIsNoFrontIsNamed() throws IOException {
        Path file = folder.resolve("front.json");
        assertThatThrownBy(() -> FrontFile.read(file)).isInstanceOf(WrongUseException.class);

        Files.writeString(file, FrontFile.json(FRONT).substring(0, 400));
        assertThatThrownBy(() -> FrontFile.read(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("front.json");
        Files.writeString(
                file, FrontFile.json(FRONT).replace("\"version\" : 1", "\"version\" : 9"));
        assertThatThrownBy(() -> FrontFile.read(file)).hasMessageContaining("version 9");
    }

    private static SplitValues values(double nll, double accuracy, double width) {
        return new SplitValues(
                Map.of("digits.nll", nll),
                Map.of("digits.accuracy", accuracy),
                Map.of("digits.nll", new Interval(nll - width, nll + width)));
    }

    private static String frozen(String name) throws IOException {
        try (InputStream in = FrontFileTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
