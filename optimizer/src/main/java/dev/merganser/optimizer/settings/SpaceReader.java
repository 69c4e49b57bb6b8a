package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.space.HybridSpace;
import dev.merganser.optimizer.space.HybridSpace.MergedWeights;
import dev.merganser.optimizer.space.HybridSpace.SearchOrder;
import dev.merganser.optimizer.space.SpaceSettings;
import dev.merganser.recipes.yaml.YamlMap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads {@code space} of a search file. */
final class SpaceReader {

    private static final List<String> KINDS = List.of("parameter", "data-flow", "hybrid");

    private SpaceReader() {}

    /**
     * Reads a space and checks it as far as no model is needed.
     *
     * @param experts aliases of the experts
     * @param merged how many of them go into a merge
     * @param file finds a file that a parameter names
     */
    static SpaceSettings read(
            YamlMap space, List<String> experts, int merged, Function<String, Path> file) {
        return switch (Words.find(space, "kind", KINDS).orElse("parameter")) {
            case "data-flow" -> PathSpaceReader.read(space, models(experts));
            case "hybrid" -> hybrid(space, experts, file);
            default -> ParameterSpaceReader.read(space, experts, merged, file);
        };
    }

    private static List<String> models(List<String> experts) {
        List<String> models = new ArrayList<>(List.of(ModelSettings.BASE));
        models.addAll(experts);
        return models;
    }

    private static HybridSpace hybrid(
            YamlMap space, List<String> experts, Function<String, Path> file) {
        space.only("kind", "merge", "path", "merged", "order", "merge_evaluations");
        for (String expert : experts) {
            if (HybridSpace.isMerged(expert)) {
                throw space.wrong(
                        "no expert of a hybrid space may be called '%s', which is a merged model"
                                .formatted(expert));
            }
        }
        List<String> models = new ArrayList<>(List.of(HybridSpace.MERGED));
        models.addAll(models(experts));
        YamlMap merge = space.map("merge");
        YamlMap path = space.map("path");
        Words.find(merge, "kind", List.of("parameter"));
        Words.find(path, "kind", List.of("data-flow"));
        return Words.named(
                space,
                () ->
                        new HybridSpace(
                                ParameterSpaceReader.read(merge, experts, experts.size(), file),
                                PathSpaceReader.readWithMerged(path, models),
                                weights(space),
                                order(space)));
    }

    private static MergedWeights weights(YamlMap space) {
        return Words.find(space, "merged", List.of("together", "own"))
                .map(word -> word.equals("own") ? MergedWeights.OWN : MergedWeights.TOGETHER)
                .orElse(MergedWeights.TOGETHER);
    }

    private static SearchOrder order(YamlMap space) {
        String order = Words.find(space, "order", List.of("joint", "merge-first")).orElse("joint");
        if (order.equals("merge-first")) {
            return new SearchOrder.MergeFirst(
                    WholeNumbers.find(space, "merge_evaluations", 100_000_000)
                            .orElse(SearchOrder.MergeFirst.DEFAULT_EVALUATIONS));
        }
        if (space.has("merge_evaluations")) {
            throw space.wrong(
                    "%s.merge_evaluations belongs to order merge-first, found order joint"
                            .formatted(space.path()));
        }
        return new SearchOrder.Joint();
    }
}
