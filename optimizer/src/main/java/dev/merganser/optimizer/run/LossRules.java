package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.ExaminedContent;
import dev.merganser.evaluators.task.Task;
import dev.merganser.optimizer.coefficient.CoefficientRules;
import dev.merganser.optimizer.coefficient.StartPoint;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.optimizer.settings.MeasureSettings;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.settings.TaskMean;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a search that learns coefficients must keep. */
final class LossRules {

    private LossRules() {}

    /** Refuses what can be refused before anything heavy is opened. */
    static void require(SearchSettings settings, Genome genome) {
        if (settings.algorithm().coefficients().isEmpty()) {
            return;
        }
        requireLinear(settings, genome);
        requireOneStart(settings);
        requireBaseline(settings, genome);
        CoefficientRules.check(
                settings.algorithm().coefficients().get(),
                genome.linearMerges().orElseThrow().space());
    }

    private static void requireOneStart(SearchSettings settings) {
        if (!settings.starts().isEmpty()) {
            throw new WrongUseException(
                    "start is for algorithms that breed recipes, but search.algorithm %s learns from one point. Maybe search.start_point: baseline, or a number."
                            .formatted(settings.algorithm().algorithm()));
        }
    }

    /** What would be missed only after all baselines were scored. */
    private static void requireBaseline(SearchSettings settings, Genome genome) {
        boolean asked =
                settings.algorithm().coefficients().orElseThrow().start()
                        instanceof StartPoint.Baseline;
        if (asked && baselines(settings).noneMatch(each -> genome.start(each).isPresent())) {
            throw CoefficientRules.noBaseline();
        }
    }

    private static Stream<Recipe> baselines(SearchSettings settings) {
        var recipes =
                new BaselineRecipes(
                        ModelSettings.BASE,
                        settings.models().aliases(),
                        settings.models().aliases(),
                        settings.baselines());
        return Stream.concat(
                        recipes.fixed().stream(),
                        recipes.scans(settings.algorithm().seed()).stream()
                                .flatMap(scan -> scan.points().stream()))
                .map(BaselineRecipes.Named::recipe);
    }

    private static void requireLinear(SearchSettings settings, Genome genome) {
        genome.coefficientObstacle()
                .ifPresent(
                        reason -> {
                            throw new WrongUseException(
                                    "search.algorithm %s learns weights, so the merges of this space must be linear in them: %s."
                                            .formatted(settings.algorithm().algorithm(), reason));
                        });
    }

    /** Names of the tasks whose losses are descended. */
    static Set<String> descended(SearchSettings settings) {
        return settings.objectives().stream()
                .map(MeasureSettings::measure)
                .flatMap(measure -> TaskMean.parts(measure).stream())
                .filter(measure -> Cost.of(measure).isEmpty())
                .map(Measure::task)
                .collect(Collectors.toSet());
    }

    /** The tasks of the objectives, which must ask the graph. */
    static List<Task> descended(SearchSettings settings, List<Task> tasks) {
        Set<String> names = descended(settings);
        List<Task> descended = tasks.stream().filter(task -> names.contains(task.name())).toList();
        if (descended.isEmpty()) {
            throw new WrongUseException(
                    "search.algorithm %s descends the losses of the tasks that objectives name, but they name none."
                            .formatted(settings.algorithm().algorithm()));
        }
        descended.forEach(task -> requireGraph(task, settings.algorithm().algorithm()));
        return descended;
    }

    private static void requireGraph(Task task, String algorithm) {
        if (!(task.content() instanceof ExaminedContent)) {
            throw new WrongUseException(
                    "search.algorithm %s descends losses of outputs of the graph, but task '%s' is scored by a program."
                            .formatted(algorithm, task.name()));
        }
    }
}
