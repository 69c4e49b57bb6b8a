package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.evaluators.task.TaskKind;
import dev.merganser.evaluators.task.TaskKinds;
import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The schemas list the keys and names that the readers take, no more and no fewer. */
class SchemaTest {

    @TempDir private static Path temp;
    private static SmallFamily family;

    @BeforeAll
    static void makeFamily() {
        family = SmallFamily.in(temp.resolve("family"));
    }

    private static JsonNode schema(String kind, String pointer) {
        Program program = Program.run("check", "--schema", kind);
        assertThat(program.code()).isZero();
        return new ObjectMapper().readTree(program.out()).at(pointer);
    }

    @Test
    void theProgramPrintsTheSchemasOfTheDocumentation() throws IOException {
        for (String kind : List.of("recipe", "search", "task")) {
            assertThat(Program.run("check", "--schema", kind).out())
                    .isEqualTo(
                            Files.readString(
                                    Bundled.HOME.resolve("docs/schema/" + kind + ".schema.json")));
        }
    }

    /** An unknown key makes the reader list those that it knows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    models: | zzz: 1\\nmodels: | ''
                      base: | '  zzz: 1\\n  base:' | /properties/models
                    {task: digits, metric: nll} | {task: digits, metric: nll, zzz: 1} | /$defs/measure
                    {task: digits, metric: accuracy} | {task: digits, metric: accuracy, zzz: 1} | /$defs/measure
                    {task: digits, metric: accuracy} | {mean: accuracy, zzz: 1} | /$defs/mean
                    {task: digits, metric: accuracy} | {cost: distance, zzz: 1} | /$defs/cost
                    {task: digits, metric: accuracy} | {cost: forgetting, zzz: 1} | /$defs/forgetting
                    budget: | constraints: [{zzz: 1}]\\nbudget: | /$defs/constraint
                    budget: | constraints: [{mean: nll, zzz: 1}]\\nbudget: | /$defs/meanConstraint
                    budget: | constraints: [{cost: distance, zzz: 1}]\\nbudget: | /$defs/costConstraint
                    budget: | constraints: [{cost: forgetting, zzz: 1}]\\nbudget: | /$defs/forgettingConstraint
                    space: { | space: {compress: {zzz: 1}, | /$defs/parameterSpace/properties/compress
                    space: { | space: {compress: {compeft: {zzz: 1}}, | /$defs/compeft
                    space: { | space: {wrap: {zzz: 1}, | /$defs/parameterSpace/properties/wrap
                    space: { | space: {wrap: {lines: {zzz: 1}}, | /$defs/lines
                    kind: parameter, method: [task_arithmetic, ties], | kind: data-flow, zzz: 1, | /$defs/dataFlowSpace
                    kind: parameter, method: [task_arithmetic, ties], | kind: hybrid, zzz: 1, | /$defs/hybridSpace
                    space: {kind: parameter, | space:\\n  kind: hybrid\\n  path: {zzz: 1}\\n  merge: {kind: parameter, | /$defs/pathsOfHybrid
                    search: { | search: {zzz: 1, | /properties/search
                    algorithm: portfolio, population: 8, | algorithm: adamerging, coefficients: {zzz: 1}, | /$defs/coefficients
                    algorithm: portfolio, population: 8, | algorithm: adamerging, coefficients: {loss: {zzz: 1}}, | /$defs/coefficients/properties/loss/oneOf/1
                    algorithm: portfolio, population: 8, | algorithm: map, map: {zzz: 1}, | /$defs/map
                    algorithm: portfolio, population: 8, | algorithm: nested_map, map: {zzz: 1}, | /$defs/nestedMap
                    algorithm: portfolio, population: 8, | algorithm: bayesian_map, map: {zzz: 1}, | /$defs/bayesianMap
                    budget: { | budget: {zzz: 1, | /properties/budget
                    runtime: { | runtime: {zzz: 1, | /properties/runtime
                    """)
    void searchFiles(String old, String changed, String pointer) {
        Path file = family.searchWith("unknown.yml", old.strip(), lines(changed).strip());
        assertSameKeys(file, schema("search", pointer));
    }

    private static String lines(String text) {
        return text.replace("\\n", "\n");
    }

    @Test
    void theSpaceOfAllMergeMethods() {
        String methods =
                MergeMethods.all().stream()
                        .map(MergeMethod::descriptor)
                        .map(descriptor -> descriptor.name())
                        .collect(Collectors.joining(", "));
        Path file =
                family.searchWith(
                        "unknown.yml",
                        "method: [task_arithmetic, ties]",
                        "zzz: 1, method: [%s]".formatted(methods));
        assertSameKeys(file, schema("search", "/$defs/parameterSpace"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    kind: | zzz: 1\\nkind: | /$defs/classification
                    data: | data:\\n  zzz: 1 | /$defs/data/oneOf/1
                    search: { | search: {zzz: 1, | /$defs/source/oneOf/1
                    """)
    void taskFiles(String old, String changed, String pointer) throws IOException {
        String text =
                Files.readString(family.task("digits")).replaceFirst(escaped(old), lines(changed));
        assertSameKeys(family.write("tasks/unknown.yml", text), schema("task", pointer));
    }

    @Test
    void everyKindOfTask() {
        for (TaskKind kind : TaskKinds.all()) {
            JsonNode schema = schema("task", "/$defs/" + kind.name());
            assertThat(schema.at("/properties/kind/const").asString()).isEqualTo(kind.name());
            assertThat(schema.at("/properties").propertyNames())
                    .containsExactlyInAnyOrderElementsOf(kind.allKeys());
        }
        assertThat(schema("task", "/oneOf")).hasSize(TaskKinds.all().size());
    }

    private static String escaped(String text) {
        return text.replace("{", "\\{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {zzz: 1, models: [{model: a}], tokenizer_source: base} | ''
                    {models: [{zzz: 1}]} | /$defs/models/items
                    {models: [{model: {path: a, zzz: 1}}]} | /$defs/path
                    {models: [{model: {model: a, zzz: 1}}]} | /$defs/reference/oneOf/2
                    {slices: [{zzz: 1}]} | /$defs/slice
                    {slices: [{sources: [{zzz: 1}]}]} | /$defs/source
                    {modules: {a: {zzz: 1}}} | /$defs/module
                    {models: [{model: a, parameters: {weight: {zzz: 1}}}]} | /$defs/rule
                    {models: [{model: a}], tokenizer: {zzz: 1}} | /properties/tokenizer
                    {models: [{model: a}], tokenizer: {source: a, tokens: {x: {zzz: 1}}}} | /$defs/tokenRule
                    {models: [{model: a}], tokenizer: {source: a, tokens: {x: {source: {kind: zero, zzz: 1}}}}} | /$defs/zero
                    {models: [{model: a}], tokenizer: {source: a, tokens: {x: {source: {kind: model_token, zzz: 1}}}}} | /$defs/modelToken
                    {models: [{model: a}], compress: {zzz: 1}} | /properties/compress
                    {models: [{model: a}], compress: {compeft: {zzz: 1}}} | /$defs/compeft
                    {models: [{model: a}], wrap: {zzz: 1}} | /properties/wrap
                    {models: [{model: a}], wrap: {lines: {zzz: 1}}} | /$defs/lines
                    {models: [{model: a}], merganser: {zzz: 1}} | /properties/merganser
                    """)
    void recipes(String text, String pointer) {
        Path file = family.write("recipe.yml", "{merge_method: linear, " + text.substring(1));
        JsonNode schema = schema("recipe", pointer);
        if (pointer.isEmpty()) { // the name is a key of files with several documents
            ((ObjectNode) schema.get("properties")).remove("name");
        }
        assertSameKeys(file, schema);
    }

    @Test
    void theSplitOfATask() {
        Path file =
                family.write(
                        "tasks/unknown.yml",
                        """
                        kind: classification
                        data: {images: ../data/digits-search-images.idx, labels: ../data/digits-search-labels.idx}
                        split: {zzz: 1}
                        head: %s/heads/digits.safetensors
                        """
                                .formatted(Bundled.FAMILY));
        assertSameKeys(file, schema("task", "/$defs/split"));
    }

    private static void assertSameKeys(Path file, JsonNode schema) {
        String complaint = Program.run("check", file).out().strip();
        assertThat(complaint).contains("zzz").contains(" Known: ");
        String[] known = complaint.substring(complaint.indexOf(" Known: ") + 8).split(", ");
        assertThat(names(schema.get("properties"))).containsExactlyInAnyOrder(known);
        assertThat(schema.get("additionalProperties").booleanValue()).isFalse();
    }

    private static List<String> names(JsonNode node) {
        return List.copyOf(node.propertyNames());
    }

    @Test
    void namesToChooseFrom() {
        List<String> metrics = Metrics.all().stream().map(Metric::name).distinct().toList();
        assertThat(texts(schema("search", "/$defs/metric/anyOf/0/enum")))
                .containsExactlyInAnyOrderElementsOf(metrics);
        assertThat(texts(schema("task", "/$defs/metric/anyOf/0/enum")))
                .containsExactlyInAnyOrderElementsOf(metrics);
        assertThat(texts(schema("search", "/$defs/cost/properties/cost/enum")))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Cost.values())
                                .filter(cost -> cost != Cost.FORGETTING)
                                .map(Cost::key)
                                .toList());
        assertThat(texts(schema("search", "/properties/search/properties/algorithm/enum")))
                .containsExactlyInAnyOrderElementsOf(AlgorithmFactory.names());
    }

    private static Stream<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue);
    }
}
