package dev.merganser.optimizer.command;

import static dev.merganser.optimizer.command.Refusals.USE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a search file is said in one line. */
class WrongSearchFileTest {

    @RegisterExtension static final Refusals REFUSED = Refusals.make();
    private static final SmallFamily FAMILY = REFUSED.family();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    objectives: | objectivs: | unknown key 'objectivs'. Did you mean 'objectives'? Known: baselines, budget, constraints, graph, measures, models, name, objectives, runtime, search, space, start, tasks
                    lag: 4 | lagg: 4 | unknown key 'search.lagg'. Did you mean 'lag'? Known: algorithm, coefficients, lag, map, population, seed, start_point, step
                    density: [0.1, 1.0] | densty: 0.5 | unknown key 'space.densty'. Did you mean 'density'? Known: aggregate, align, compress, density, granularity, int8_mask, kind, lambda, majority, method, normalize, out_dtype, rescale, seed, trim, weight, wrap
                    density: [0.1, 1.0] | density: 1.5 | space.density must be a finite number from 0 to 1, found 1.5.
                    density: [0.1, 1.0] | density: [0.1, 1.5] | space.density must be a finite number from 0 to 1, found 1.5.
                    density: [0.1, 1.0] | density: [0.5, 0.1] | space: A range [low, high] needs finite numbers with low below high, found [0.5, 0.1].
                    density: [0.1, 1.0] | density: [0.1, 0.5, 1.0] | space.density must be a value, a range [low, high], a choice [a, b] of words or flags, a value for each expert {alias: value}, or a literal list {value: [...]}, found a list
                    density: [0.1, 1.0] | density: {value: [0.1, x]} | space.density.value must be a list of numbers, found the text 'x'
                    density: [0.1, 1.0] | density: {digits: 0.1} | 'space.density.fashion' is missing
                    density: [0.1, 1.0] | density: 1, normalize: [true, maybe] | space.normalize must be true or false, found 'maybe'.
                    density: [0.1, 1.0] | density: {value: [0.1, 2]} | space.density must be a finite number from 0 to 1, found 2.
                    density: [0.1, 1.0] | density: 1, align: hungarian | space.align must be rebasin, found the text 'hungarian'
                    density: [0.1, 1.0] | density: 1, wrap: {lines: {alpha: 1}} | 'space.wrap.lines.beta' is missing
                    density: [0.1, 1.0] | density: 1, wrap: {line: {alpha: 1, beta: 0}} | unknown key 'space.wrap.line'. Did you mean 'lines'? Known: lines
                    density: [0.1, 1.0] | density: 1, wrap: {lines: {alpha: [1, 0], beta: 1}} | space.wrap.lines: A range [low, high] needs finite numbers with low below high, found [1.0, 0.0].
                    density: [0.1, 1.0] | density: 1, compress: {compeft: {density: [0, 1], alpha: 1}} | space.compress.compeft.density must be above 0 and at most 1, found 0.0.
                    density: [0.1, 1.0] | density: 1, compress: {compeft: {density: 0.2, alpha: [0.5, x]}} | space.compress.compeft.alpha must be a number or a range [low, high], found a list
                    density: [0.1, 1.0] | density: 1, compress: lots | space.compress must be a mapping, found the text 'lots'
                    method: [task_arithmetic, ties] | method: task_arithmatic | space: There is no merge method 'task_arithmatic'. Did you mean 'task_arithmetic'? Known: ALL_METHODS.
                    method: [task_arithmetic, ties] | method: [] | space.method must name at least one merge method, and each once, found []
                    method: [task_arithmetic, ties] | method: [ties, ties] | space.method must name at least one merge method, and each once, found [ties, ties]
                    granularity: layer | granularity: layers | space: granularity must be one of global, group(n), auto(n), layer, sublayer, tensor, found 'layers'. Did you mean 'layer'?
                    granularity: layer | granularity: auto(0) | space: granularity auto(n) needs an n of at least 1, found 0.
                    granularity: layer | granularity: auto(x) | space: granularity must be one of global, group(n), auto(n), layer, sublayer, tensor, found 'auto(x)'. Did you mean 'auto(n)'?
                    kind: parameter | kind: dataflow | space.kind must be parameter, data-flow or hybrid, found 'dataflow'. Did you mean 'data-flow'?
                    space: {kind: parameter, method: [task_arithmetic, ties], granularity: layer, weight: [0.0, 1.5], density: [0.1, 1.0]} | space: {kind: hybrid, order: merge-first, merge_evaluations: 12, path: {}, merge: {method: ties, weight: [0, 1]}} | space.merge_evaluations must be below the 12 evaluations of the budget, found 12
                    algorithm: portfolio | algorithm: nsga4 | search.algorithm must be one of random, latin_hypercube, nsga2, nsga3, cmaes, sep_cmaes, map, nested_map, bayesian_map, portfolio, adamerging, expert_merging, atlas, self_positioning, frank_wolfe, found 'nsga4'. Did you mean 'nsga2'?
                    {task: digits, metric: nll} | {task: digit, metric: nll} | objectives[0].task must be one of the tasks digits, fashion, doodles, found 'digit'. Did you mean 'digits'?
                    {task: digits, metric: nll} | {task: digits, metric: acuracy} | objectives[0].metric must be one of ALL_METRICS, found 'acuracy'. Did you mean 'accuracy'?
                    {task: digits, metric: nll} | {task: digits} | 'objectives[0].metric' is missing
                    seed: 1 | seed: -1 | search.seed must be a whole number from 0 to 9007199254740991, found the number -1
                    evaluations: 12 | evaluations: many | budget.evaluations must be a number, found the text 'many'
                    evaluations: 12 | time: soon | budget.time must be a duration such as 90s, 45m, 8h or 1h30m, found 'soon'.
                    threads: 2 | provider: tpu | runtime.provider must be auto, cpu, cuda, cuda:N, tensorrt[:N], directml[:N] or coreml, found 'tpu'. Did you mean 'cpu'?
                    threads: 2 | memory: 8 | runtime.memory must be a size such as 512MB or 8GB, found '8'.
                    threads: 2 | weights: fed | runtime.weights must be one of auto, feed, initializers, found 'fed'. Did you mean 'feed'?
                    threads: 2 | cuda: {device_id: 1} | runtime.cuda must not set device_id: it is the N of provider: cuda:N.
                    budget: | constraints: [{task: digits, metric: nll}] | constraints[0] must have 'atLeast' or 'atMost', found none
                    budget: | constraints: [{task: digits, metric: nll, atMost: bas}] | constraints[0].atMost must be a number or 'base', found the text 'bas'
                    """)
    void aSearchFileThatIsWrong(String old, String changed, String complaint) {
        String text = old.equals("budget:") ? changed + "\nbudget:" : changed;
        REFUSED.search(old, text, USE, "family/changed.yml: " + complaint);
    }

    @Test
    void statisticsThatAreMissing() {
        REFUSED.search(
                "method: [task_arithmetic, ties], granularity: layer, weight: [0.0, 1.5], density: [0.1, 1.0]}",
                "method: fisher, weight: [0.5, 1], statistics: {digits: no.safetensors, fashion: no.safetensors, doodles: no.safetensors}}",
                USE,
                "Statistics 'family/no.safetensors' must be a file, but there is nothing at family/no.safetensors. Maybe the working directory is another one.");
    }

    @Test
    void aSearchFileThatIsNone() {
        REFUSED.command(USE, "nope.yml: no such file.", "search", "nope.yml");
        REFUSED.command(
                USE,
                REFUSED.temp() + ": must be a YAML file, found a folder.",
                "search",
                REFUSED.temp());
        REFUSED.command(
                USE,
                "family/empty.yml: must hold one YAML document, found none.",
                "search",
                FAMILY.write("empty.yml", ""));
        REFUSED.command(
                USE,
                "family/tab.yml: not valid YAML, line 2: found character '\\t(TAB)' that cannot start any token.",
                "search",
                FAMILY.write("tab.yml", "models:\n\tbase: x\n"));
    }

    @Test
    void aStartRecipeOutsideTheSpaceOfTheSearch() {
        FAMILY.write("pair.yml", Refusals.recipe());
        REFUSED.search(
                "budget:",
                "start: [pair.yml]\nbudget:",
                USE,
                "Start recipe family/pair.yml must lie in the space of the search: it must merge [digits, fashion, doodles] on base 'base', found [digits, fashion] on 'base'.");
        REFUSED.search(
                "budget:", "start: [nope.yml]\nbudget:", USE, "family/nope.yml: no such file.");
    }
}
