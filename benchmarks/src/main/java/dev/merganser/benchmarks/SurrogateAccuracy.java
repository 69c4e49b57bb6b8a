package dev.merganser.benchmarks;

import dev.merganser.optimizer.run.Workbench;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.surrogate.SurrogateFit;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.results.RunState;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.SplitKeys;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Prints how well quadratics of the first so many evaluations of one search foretell those of
 * another, which they were not fitted to, as R² of each objective: {@code SurrogateAccuracy OUT
 * SEEDS BUDGETS FITTED.yml HELD_OUT.yml} with the runs that {@link FrontComparison} left in {@code
 * OUT}; those of the second file were given the last of the budgets.
 */
public final class SurrogateAccuracy {

    private SurrogateAccuracy() {}

    /** Evaluations: genes, and costs of all objectives. */
    private record Data(List<double[]> points, List<double[]> costs) {

        static Data of(ComparedRun run, Genome genome, Predicate<String> isWanted) {
            var data = new Data(new ArrayList<>(), new ArrayList<>());
            run.scored().stream()
                    .filter(id -> isWanted.test(run.state().recipe(id)))
                    .forEach(id -> data.add(run, id, genome));
            return data;
        }

        void add(ComparedRun run, CandidateId id, Genome genome) {
            Optional<List<Double>> genes =
                    genome.start(RecipeReader.parse(run.state().recipe(id), "candidate " + id));
            genes.ifPresent(
                    found -> {
                        points.add(array(found));
                        costs.add(
                                array(
                                        run.costs(
                                                run.state()
                                                        .scored(id, SplitKeys.SEARCH)
                                                        .orElseThrow())));
                    });
        }

        private static double[] array(List<Double> numbers) {
            return numbers.stream().mapToDouble(Double::doubleValue).toArray();
        }

        SurrogateFit fit(List<Objective> objectives) {
            return SurrogateFit.of(
                    points,
                    costs,
                    objectives.stream().map(Objective::direction).toList(),
                    Optional.empty());
        }

        double r2(SurrogateFit fit, int objective) {
            double mean = costs.stream().mapToDouble(c -> c[objective]).average().orElseThrow();
            double error = 0;
            double variance = 0;
            for (int i = 0; i < points.size(); i++) {
                double value = costs.get(i)[objective];
                double off = fit.costs(points.get(i))[objective] - value;
                error += off * off;
                variance += (value - mean) * (value - mean);
            }
            return 1 - error / variance;
        }
    }

    public static void main(String[] arguments) {
        Path out = Path.of(arguments[0]);
        int seeds = Integer.parseInt(arguments[1]);
        List<Integer> budgets = Stream.of(arguments[2].split(",")).map(Integer::valueOf).toList();
        Path fitted = Path.of(arguments[3]);
        Path heldOut = Path.of(arguments[4]);
        try (Workbench workbench = Workbench.open(SearchFile.read(fitted))) {
            System.out.println("| evaluations | objective | R² |\n| --- | --- | --- |");
            for (int budget : budgets) {
                List<List<Double>> r2 = new ArrayList<>();
                for (int seed = 1; seed <= seeds; seed++) {
                    ComparedRun run = ComparedRun.in(out, fitted, seed, budget);
                    ComparedRun others = ComparedRun.in(out, heldOut, seed, budgets.getLast());
                    r2.add(r2(run, others, workbench.genome()));
                }
                print(budget, workbench.quantities().objectives(), r2);
            }
        }
    }

    private static List<Double> r2(ComparedRun run, ComparedRun others, Genome genome) {
        List<Objective> objectives = run.state().objectives();
        SurrogateFit fit = Data.of(run, genome, _ -> true).fit(objectives);
        RunState known = run.state();
        Data heldOut = Data.of(others, genome, recipe -> known.firstWith(recipe).isEmpty());
        List<Double> shares = new ArrayList<>();
        for (int objective = 0; objective < objectives.size(); objective++) {
            shares.add(heldOut.r2(fit, objective));
        }
        return shares;
    }

    private static void print(int budget, List<Objective> objectives, List<List<Double>> r2) {
        for (int i = 0; i < objectives.size(); i++) {
            int objective = i;
            System.out.printf(
                    "| %d | %s | %s |%n",
                    budget,
                    objectives.get(i).name(),
                    MeanAndRange.of(r2.stream().map(each -> each.get(objective)).toList())
                            .shown("%.3f"));
        }
    }
}
