package dev.merganser.optimizer.run;

import dev.merganser.recipes.file.WholeFile;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.results.FrontAssembler;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontFile;
import dev.merganser.results.front.FrontPoint;
import dev.merganser.results.value.CandidateId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the files of a run that follow from its journal: the front and its recipes. Each is
 * written whole or not at all.
 */
final class RunFiles {

    private static final long LEAST_NANOS_BETWEEN_FRONTS = 1_000_000_000L;

    /** Writing the front, intervals and all, takes at most this share of the time. */
    private static final int FRONT_SHARE = 100;

    private final RunFolder folder;
    private final RunState state;
    private final FrontAssembler assembler;
    private final UnaryOperator<String> modelPath;
    private long nextFront = System.nanoTime();
    private int frontsWritten = -1;

    /**
     * Writes into a run folder.
     *
     * @param modelPath absolute path of a model's alias, for the recipes
     */
    RunFiles(RunFolder folder, RunLog log, UnaryOperator<String> modelPath) {
        this.folder = folder;
        this.state = log.state();
        this.assembler = log.assembler();
        this.modelPath = modelPath;
    }

    /** Writes {@code front.json} if the front changed; at most once a second, and seldom enough. */
    void frontIfDue() {
        long now = System.nanoTime();
        if (state.fronts().size() != frontsWritten && now - nextFront >= 0) {
            frontsWritten = state.fronts().size();
            FrontFile.writeJson(folder.frontJson(), assembler.document(state));
            long took = System.nanoTime() - now;
            nextFront = now + Math.max(LEAST_NANOS_BETWEEN_FRONTS, FRONT_SHARE * took);
        }
    }

    /** Writes the front as JSON and CSV, and a recipe for each of its members. */
    FrontDocument finish() {
        FrontDocument front = assembler.document(state);
        FrontFile.writeJson(folder.frontJson(), front);
        FrontFile.writeCsv(folder.frontCsv(), front);
        recipes(front.points());
        return front;
    }

    private void recipes(List<FrontPoint> points) {
        for (FrontPoint point : points) {
            WholeFile.write(folder.recipe(point.candidate()), recipe(point));
        }
        Set<Path> members =
                points.stream()
                        .map(point -> folder.recipe(point.candidate()))
                        .collect(Collectors.toSet());
        removeOthers(members);
    }

    private String recipe(FrontPoint point) {
        String text = state.recipe(CandidateId.of(point.candidate()));
        Recipe recipe = RecipeReader.parse(text, "candidate " + point.candidate());
        return RecipeWriter.write(recipe.withModels(modelPath).withProvenance(provenance(point)));
    }

    private Map<String, String> provenance(FrontPoint point) {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("run", folder.root().toAbsolutePath().normalize().toString());
        provenance.put("candidate", String.valueOf(point.candidate()));
        point.search()
                .values()
                .forEach((name, value) -> provenance.put("search " + name, value.toString()));
        return provenance;
    }

    /** Recipes of candidates that a longer run pushed off the front. */
    private void removeOthers(Set<Path> members) {
        if (!Files.isDirectory(folder.recipes())) {
            return;
        }
        try (Stream<Path> files = Files.list(folder.recipes())) {
            for (Path file : files.filter(file -> !members.contains(file)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tidy " + folder.recipes(), e);
        }
    }
}
