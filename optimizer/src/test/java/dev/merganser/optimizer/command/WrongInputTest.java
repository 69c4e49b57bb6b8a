package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.metric.ClassPredictions;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.evaluators.task.TaskKind;
import dev.merganser.evaluators.task.TaskKinds;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** What is wrong is said in one line, and nothing is left behind. */
class WrongInputTest {

    private static final int DATA = 1;
    private static final int USE = 2;
    private static final String QUERY = "layers.0.attention.query.weight";

    @TempDir private static Path temp;
    private static SmallFamily family;

    @BeforeAll
    static void makeFamily() {
        family = SmallFamily.in(temp.resolve("family"));
    }

    /** A search that must be refused before it makes its folder. */
    private static void assertSearchRefused(Path file, int code, String wanted) {
        String complaint = filled(wanted);
        Path out = temp.resolve("refused");
        Program search = Program.run("search", file, "--out", out, "--evaluations", 1);
        assertThat(search.complaintWithout(temp)).isEqualTo(complaint);
        assertThat(search.code()).isEqualTo(code);
        assertThat(search.out()).isEmpty();
        assertThat(out).doesNotExist();
        Program check = Program.run("check", file);
        assertThat(check.out().replace(temp + "/", "").strip()).isEqualTo("error: " + complaint);
        assertThat(check.code()).isEqualTo(code);
    }

    private static void assertSearchRefused(
            String old, String changed, int code, String complaint) {
        assertSearchRefused(family.searchWith("changed.yml", old, changed), code, complaint);
    }

    private static void assertRefused(int code, String complaint, Object... arguments) {
        Program program = Program.run(arguments);
        assertThat(program.complaintWithout(temp)).isEqualTo(filled(complaint));
        assertThat(program.code()).isEqualTo(code);
        assertThat(program.out()).isEmpty();
    }

    /** With the names of sets that are open. */
    private static String filled(String complaint) {
        return complaint
                .replace("ALL_METHODS", methods())
                .replace("ALL_METRICS", metrics(Metrics.all()))
                .replace("CLASS_METRICS", metrics(Metrics.of(ClassPredictions.class)))
                .replace("ALL_KINDS", kinds());
    }

    private static String metrics(List<Metric<?>> metrics) {
        return metrics.stream().map(Metric::name).distinct().collect(Collectors.joining(", "));
    }

    private static String kinds() {
        return TaskKinds.all().stream().map(TaskKind::name).toList().toString();
    }

    private static String methods() {
        return MergeMethods.all().stream()
                .map(method -> method.descriptor().name())
                .collect(Collectors.joining(", "));
    }

    // ---- models

    @Test
    void aTruncatedCheckpoint() {
        Path expert =
                Damaged.truncated(Bundled.expert("digits"), temp.resolve("cut.safetensors"), 100);
        String complaint =
                "cut.safetensors: tensor 'norm.weight' of F16 [48] needs bytes 195936 to 196032 of the"
                        + " data, but the data has 196028 bytes. Maybe the download was cut short.";
        assertSearchRefused(searchWithExpert(expert), DATA, complaint);
        assertRefused(DATA, complaint, "merge", recipeWithExpert(expert), temp.resolve("out"));
        assertRefused(DATA, complaint, "inspect", expert);
        assertThat(temp.resolve("out")).doesNotExist();
    }

    private static Path searchWithExpert(Path expert) {
        return family.searchWith(
                "expert.yml", Bundled.expert("digits").toString(), expert.toString());
    }

    private static Path recipeWithExpert(Path expert) {
        return family.write(
                "recipe.yml",
                recipe().replace(Bundled.expert("digits").toString(), expert.toString()));
    }

    private static String recipe() {
        return """
               merge_method: task_arithmetic
               base_model: %s
               models:
                 - {model: %s, parameters: {weight: 0.5}}
                 - {model: %s, parameters: {weight: 0.5}}
               """
                .formatted(Bundled.base(), Bundled.expert("digits"), Bundled.expert("fashion"));
    }

    @Test
    void aTensorThatOneExpertLacks() {
        Path expert =
                Damaged.without(
                        Bundled.expert("digits"), temp.resolve("less.safetensors"), "norm.bias");
        assertSearchRefused(
                searchWithExpert(expert),
                DATA,
                "Tensor 'norm.bias' must be in every model, but 'digits' (less.safetensors) has none of that name; 'base' (%s) has."
                        .formatted(Bundled.base()));
        assertRefused(
                DATA,
                "Tensor 'norm.bias' must be in every model, but 'less.safetensors' has none of that name; '%s' has."
                        .formatted(Bundled.base()),
                "merge",
                recipeWithExpert(expert),
                temp.resolve("out"));
    }

    @Test
    void differingShapes() {
        Path expert =
                Damaged.reshaped(
                        Bundled.expert("digits"),
                        temp.resolve("other.safetensors"),
                        QUERY,
                        Shape.of(12, 192));
        assertSearchRefused(
                searchWithExpert(expert),
                DATA,
                "Tensor '%s' must have one shape in all models, found [48, 48] in 'base' (%s) and [12, 192] in 'digits' (other.safetensors)."
                        .formatted(QUERY, Bundled.base()));
    }

    @Test
    void nanInAWeight() {
        Path expert =
                Damaged.withNan(
                        Bundled.expert("digits"), temp.resolve("nan.safetensors"), QUERY, 17);
        assertSearchRefused(
                searchWithExpert(expert),
                DATA,
                "Tensor '%s' of 'digits' (nan.safetensors) must hold finite numbers, found NaN at element 17."
                        .formatted(QUERY));
        String complaint =
                "Tensor '%s' of 'nan.safetensors' must hold finite numbers, found NaN at element 17."
                        .formatted(QUERY);
        Path recipe = recipeWithExpert(expert);
        assertRefused(DATA, complaint, "merge", recipe, temp.resolve("out"));
        assertThat(temp.resolve("out")).doesNotExist();
        Program deep = Program.run("check", "--deep", recipe);
        assertThat(deep.out().replace(temp + "/", "").strip()).isEqualTo("error: " + complaint);
        assertThat(deep.code()).isEqualTo(DATA);
    }

    @Test
    void aPickledCheckpointIsRefusedWithHowToConvertIt() throws IOException {
        Path pickle = Files.writeString(temp.resolve("pytorch_model.bin"), "PK");
        Program search = Program.run("search", searchWithExpert(pickle));
        assertThat(search.code()).isEqualTo(USE);
        assertThat(search.complaintWithout(temp))
                .startsWith(
                        "A checkpoint must be a .safetensors or .onnx file or a folder; pytorch_model.bin is a PyTorch pickle. Convert it where you trust its maker: python3 -c \"import torch;")
                .contains("safetensors.torch import save_file", "weights_only=True");
    }

    @Test
    void aGraphOfAnotherModel() {
        assertSearchRefused(
                searchOfChanged(
                        "lacks",
                        (from, to) ->
                                Damaged.without(path(from), path(to), "norm.bias").toString()),
                DATA,
                "Graph 'vision' needs a tensor 'norm.bias' [48], but the model has none of that name. Maybe 'inspect GRAPH --checkpoint MODEL' shows why.");
        assertSearchRefused(
                searchOfChanged(
                        "shape",
                        (from, to) ->
                                Damaged.reshaped(path(from), path(to), QUERY, Shape.of(12, 192))
                                        .toString()),
                DATA,
                "Tensor '%s' must be floats of [48, 48] to fit graph 'vision', but is F16 [12, 192]."
                        .formatted(QUERY));
        assertThat(
                        Program.run(
                                        "check",
                                        searchOfChanged(
                                                "extra",
                                                (from, to) ->
                                                        Damaged.withExtra(
                                                                        path(from),
                                                                        path(to),
                                                                        new TensorInfo(
                                                                                "classifier.weight",
                                                                                DType.F16,
                                                                                Shape.of(2, 3)))
                                                                .toString()))
                                .code())
                .isZero();
    }

    private static Path path(String text) {
        return Path.of(text);
    }

    /** A search whose models are all changed in the same way. */
    private static Path searchOfChanged(String name, BinaryOperator<String> change) {
        String text = family.searchText();
        for (String model :
                List.of("base", "experts/digits", "experts/fashion", "experts/doodles")) {
            String from = Bundled.FAMILY.resolve(model + ".safetensors").toString();
            String to =
                    temp.resolve(name + "-" + model.replace('/', '-') + ".safetensors").toString();
            text = text.replace(from, change.apply(from, to));
        }
        return family.write(name + ".yml", text);
    }

    @Test
    void modelsAndGraphsThatAreNotThere() {
        assertSearchRefused(
                "/base.safetensors",
                "/bas.safetensors",
                USE,
                "family/changed.yml: models.base must name a file or folder, but there is nothing at %s/bas.safetensors. Maybe it should be relative to this file."
                        .formatted(Bundled.FAMILY));
        assertSearchRefused(
                "/graph.onnx",
                "/base.safetensors",
                USE,
                "family/changed.yml: graph must be an .onnx file, found " + Bundled.base());
        assertSearchRefused(
                family.write("nograph.yml", family.searchText().replaceAll("graph: .*\n", "")),
                USE,
                "family/nograph.yml: 'graph' is missing: it must name the inference graph (an .onnx file), as models.base is none");
    }

    @Test
    void noExperts() {
        String text = family.searchText();
        assertSearchRefused(
                family.write(
                        "none.yml", text.replaceAll("  experts:\n(    .*\n)+", "  experts: {}\n")),
                USE,
                "family/none.yml: models.experts must name at least one expert, found none");
        assertSearchRefused(
                family.write(
                        "none.yml", text.replaceAll("  experts:\n(    .*\n)+", "  experts:\n")),
                USE,
                "family/none.yml: models.experts must be a mapping, found nothing");
    }

    // ---- search files

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    objectives: | objectivs: | unknown key 'objectivs'. Did you mean 'objectives'? Known: baselines, budget, constraints, graph, measures, models, name, objectives, runtime, search, space, start, tasks
                    lag: 4 | lagg: 4 | unknown key 'search.lagg'. Did you mean 'lag'? Known: algorithm, coefficients, lag, population, seed, start_point, step
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
                    granularity: layer | granularity: layers | space: granularity must be one of global, group(n), layer, sublayer, tensor, found 'layers'. Did you mean 'layer'?
                    kind: parameter | kind: dataflow | space.kind must be parameter, data-flow or hybrid, found 'dataflow'. Did you mean 'data-flow'?
                    space: {kind: parameter, method: [task_arithmetic, ties], granularity: layer, weight: [0.0, 1.5], density: [0.1, 1.0]} | space: {kind: hybrid, order: merge-first, merge_evaluations: 12, path: {}, merge: {method: ties, weight: [0, 1]}} | space.merge_evaluations must be below the 12 evaluations of the budget, found 12
                    algorithm: portfolio | algorithm: nsga3 | search.algorithm must be one of random, latin_hypercube, nsga2, cmaes, sep_cmaes, portfolio, adamerging, expert_merging, atlas, self_positioning, frank_wolfe, found 'nsga3'. Did you mean 'nsga2'?
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
        assertSearchRefused(old, text, USE, "family/changed.yml: " + complaint);
    }

    @Test
    void statisticsThatAreMissing() {
        assertSearchRefused(
                "method: [task_arithmetic, ties], granularity: layer, weight: [0.0, 1.5], density: [0.1, 1.0]}",
                "method: fisher, weight: [0.5, 1], statistics: {digits: no.safetensors, fashion: no.safetensors, doodles: no.safetensors}}",
                USE,
                "Statistics 'family/no.safetensors' must be a file, but there is nothing at family/no.safetensors. Maybe the working directory is another one.");
    }

    @Test
    void aSearchFileThatIsNone() {
        assertRefused(USE, "nope.yml: no such file.", "search", "nope.yml");
        assertRefused(USE, temp + ": must be a YAML file, found a folder.", "search", temp);
        assertRefused(
                USE,
                "family/empty.yml: must hold one YAML document, found none.",
                "search",
                family.write("empty.yml", ""));
        assertRefused(
                USE,
                "family/tab.yml: not valid YAML, line 2: found character '\\t(TAB)' that cannot start any token.",
                "search",
                family.write("tab.yml", "models:\n\tbase: x\n"));
    }

    @Test
    void aStartRecipeOutsideTheSpaceOfTheSearch() {
        family.write("pair.yml", recipe());
        assertSearchRefused(
                "budget:",
                "start: [pair.yml]\nbudget:",
                USE,
                "Start recipe family/pair.yml must lie in the space of the search: it must merge [digits, fashion, doodles] on base 'base', found [digits, fashion] on 'base'.");
        assertSearchRefused(
                "budget:", "start: [nope.yml]\nbudget:", USE, "family/nope.yml: no such file.");
    }

    // ---- task files

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    head: | haed: | 2 | family/tasks/changed.yml: unknown key 'haed'. Did you mean 'head'? Known: data, head, input, kind, label, metric, metrics, name, output, split, strict, teachers, unlabelled
                    kind: classification | kind: nonsense | 2 | family/tasks/changed.yml: kind must be one of ALL_KINDS, found 'nonsense'.
                    metrics: [nll, accuracy] | metric: f1 | 2 | family/tasks/changed.yml: unknown metric 'f1'. Known: CLASS_METRICS
                    metrics: [nll, accuracy] | output: logits | 2 | Task 'digits' uses the output 'logits', but graph 'vision' has [features].
                    data/digits-test-images | data/digits-tst-images | 2 | family/data/digits-tst-images.idx: no such data file.
                    digits-test-images.idx | digits-test-labels.idx | 1 | family/data/digits-test-labels.idx: images need at least 2 dimensions, found 1. Maybe it holds labels.
                    """)
    void aTaskFileThatIsWrong(String old, String changed, int code, String complaint)
            throws IOException {
        String text = Files.readString(family.task("digits"));
        assertThat(text).contains(old);
        family.write("tasks/changed.yml", text.replace(old, changed));
        assertSearchRefused("tasks/digits.yml", "tasks/changed.yml", code, complaint);
    }

    @Test
    void aMissingTaskFile() {
        assertSearchRefused(
                "tasks/digits.yml",
                "tasks/digit.yml",
                USE,
                "family/tasks/digit.yml: no such file.");
        assertRefused(
                USE,
                "family/tasks/digit.yml: no such file.",
                "evaluate",
                Bundled.base(),
                "--graph",
                Bundled.graph(),
                "--task",
                family.task("digit"));
    }

    // ---- recipes

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    merge_method: | merge_metod: | family/wrong.yml: unknown key 'merge_metod'. Did you mean 'merge_method'? Known: align, base_model, chat_template, compress, dtype, merganser, merge_method, models, modules, out_dtype, parameters, slices, tokenizer, tokenizer_source, wrap
                    task_arithmetic | tis | family/wrong.yml: There is no merge method 'tis'. Did you mean 'ties'? Known: ALL_METHODS.
                    weight: 0.5 | wieght: 0.5 | family/wrong.yml: merge method 'task_arithmetic' has no parameter 'models[0].parameters.wieght'. Did you mean 'weight'? Known: weight, normalize, lambda, density, rescale, int8_mask
                    weight: 0.5 | "weight: 0.5, density: 1.5" | family/wrong.yml: models[0].parameters.density must be a finite number from 0 to 1, found 1.5
                    base_model: | # | family/wrong.yml: Merge method 'task_arithmetic' needs a base_model; found none.
                    merge_method: | "out_dtype: float8\nmerge_method:" | family/wrong.yml: out_dtype must be one of bfloat16, float16, float32, found 'float8'. Did you mean 'float16'?
                    """)
    void aRecipeThatIsWrong(String old, String changed, String complaint) {
        Path recipe = family.write("wrong.yml", recipe().replace(old, changed));
        assertRefused(USE, complaint, "merge", recipe, temp.resolve("out"));
        assertThat(Program.run("check", recipe).code()).isEqualTo(USE);
    }

    @Test
    void aModelOfARecipeThatIsNotThere() {
        Path missing = temp.resolve("missing.safetensors");
        assertRefused(
                USE,
                "family/recipe.yml: Model 'missing.safetensors' must be a file or a folder, but there is nothing at missing.safetensors. Maybe the working directory is another one.",
                "merge",
                recipeWithExpert(missing),
                temp.resolve("out"));
    }

    @Test
    void outputsThatAreThereOrCannotBe() throws IOException {
        Path recipe = family.write("good.yml", recipe());
        Files.createDirectories(temp.resolve("there"));
        assertRefused(
                USE,
                "The output must not exist yet, found there. Maybe remove it or choose another name.",
                "merge",
                recipe,
                temp.resolve("there"));
        assertRefused(
                USE,
                "The output must end in .safetensors or .onnx or be a folder, found out.bin.",
                "merge",
                recipe,
                temp.resolve("out.bin"));
        assertRefused(
                USE,
                "out.onnx needs an inference graph to put the weights into, but %s is none. Maybe give --graph G.onnx."
                        .formatted(Bundled.base()),
                "merge",
                recipe,
                temp.resolve("out.onnx"));
        assertRefused(
                USE,
                "With a graph the output must end in .onnx, found out.",
                "merge",
                recipe,
                temp.resolve("out"),
                "--graph",
                Bundled.graph());
        assertRefused(
                USE,
                "--graph must be an .onnx file, found " + Bundled.base() + ".",
                "merge",
                recipe,
                temp.resolve("out.onnx"),
                "--graph",
                Bundled.base());
    }

    // ---- the command line itself

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    serach | There is no command 'serach'. Did you mean 'search'? Try 'merganser --help'.
                    search | Missing required parameter: 'SEARCH.yml'. Try 'merganser search --help'.
                    search a b | 'b' is one argument too many. Try 'merganser search --help'.
                    search a --thread 2 | There is no option '--thread'. Did you mean '--threads'? Try 'merganser search --help'.
                    demo --threads 0 | --threads must be at least 1, found 0.
                    demo --threads two | Invalid value for option '--threads': a whole number is needed, found 'two'. Try 'merganser demo --help'.
                    demo --evaluations 0 | --evaluations must be at least 1, found 0.
                    demo --evaluations 1e3 | Invalid value for option '--evaluations': a whole number is needed, found '1e3'. Try 'merganser demo --help'.
                    demo --seed -1 | --seed must be from 0 to 9007199254740991, found -1.
                    demo --seed x | Invalid value for option '--seed': a whole number is needed, found 'x'. Try 'merganser demo --help'.
                    demo --time 3x | --time must be a duration such as 90s, 45m, 8h or 1h30m, found '3x'.
                    demo --time 0s | --time must be longer than 0, found '0s'.
                    methods tie | There is no merge method 'tie'. Did you mean 'ties'? Known: ALL_METHODS.
                    merge a b --threads 0 | --threads must be at least 1, found 0.
                    merge a b --threads 5000 | --threads must be at most 1024, found 5000.
                    export a b | Missing required option: '--candidate=N'. Try 'merganser export --help'.
                    evaluate a | Missing required option: '--task=TASK.yml'. Try 'merganser evaluate --help'.
                    evaluate a --task t --split tset | --split must be search, validation or test, found 'tset'.
                    evaluate a --task t --batch 0 | --batch must be at least 1, found 0.
                    front a --format xml | Invalid value for option '--format': expected one of [TABLE, CSV, JSON] (case-insensitive) but was 'xml'. Try 'merganser front --help'.
                    front nope | A run folder must hold journal.jsonl, found none in nope.
                    resume nope | A run folder must hold journal.jsonl, found none in nope.
                    report nope | A run folder must hold journal.jsonl, found none in nope.
                    inspect nope.safetensors | Checkpoint nope.safetensors must exist.
                    check | 'check' needs a FILE: a recipe, a search file or a task file; found none.
                    check nope.yml | nope.yml: no such file.
                    """)
    void aCommandLineThatIsWrong(String line, String complaint) {
        assertRefused(USE, complaint, (Object[]) line.split(" "));
    }

    @Test
    void noCommandAtAll() {
        assertRefused(USE, "A command must be given, found none. Try 'merganser --help'.");
    }

    @Test
    void aModelWithoutAGraphCannotBeEvaluated() {
        assertRefused(
                USE,
                "--graph must name the inference graph (an .onnx file) of %s, found none."
                        .formatted(Bundled.base()),
                "evaluate",
                Bundled.base(),
                "--task",
                family.task("digits"));
    }
}
