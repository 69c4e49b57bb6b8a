package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.method.torch.TorchArithmetic;
import dev.merganser.recipes.method.torch.TorchTypes;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The peers' own numbers, case by case, within the tolerances of the manifest; by mergekit's
 * arithmetic its very bits, where that arithmetic has one order.
 *
 * <p>A case of a method that is not known fails.
 */
class GoldenTest {
    private static final Path FOLDER = folder();

    /** No method; LinesGoldenTest has its cases. */
    private static final String AROUND_A_METHOD = "lines";

    private static final Set<String> SUMMING_METHODS =
            Set.of("slerp", "nuslerp", "model_stock", "sce");

    /** What mergekit adds up over a whole tensor, in an order of its own. */
    private static final Set<String> WITH_SUMS_OVER_A_TENSOR =
            Set.of(
                    "ties/A_rescale",
                    "dare_linear/A_masked_d0.5",
                    "dare_ties/A_masked_d0.5",
                    "della/A_masked_d0.5",
                    "della_linear/A_masked_d0.5");

    /**
     * What depends on an order that the peer's float32 sums get wrong: here two columns, whose
     * norms changed by .00333815 and .00333811, are equal to it. They may be as far from the peer's
     * as its own code is in float64.
     */
    private static final Set<String> WITH_RANKS_OF_FLOAT32 = Set.of("widen/C_1.0");

    private static final TorchTypes FLOAT32 =
            TorchTypes.of(Optional.of(DType.F32), List.of(DType.F32), Optional.empty());

    /** Where the peer is wrong, or what it does is a quirk that the safe default mends. */
    private static final Set<String> NOT_THE_DEFAULT = Set.of("peer_defect", "compat_only");

    /** Outputs that are no merged tensors; the tests of their methods compare them. */
    private static final Set<String> OTHER_OUTPUTS =
            Set.of("mask", "prob", "consensus", "unified", "rescaler");

    /** All its norm products are above the floor that it is to show: the least is 1.15e-6. */
    private static final String FLAGGED_IN_VAIN = "model_stock/B_small";

    /** How a result must be to what the peer gives. */
    private enum Likeness {
        EQUAL,
        NEAR,
        /** Not near in one tensor at least. */
        OTHER
    }

    @TestFactory
    Stream<DynamicTest> givesThePeersNumbers() throws IOException {
        return tests(golden -> !isNotTheDefault(golden), method -> method, Likeness.NEAR);
    }

    @TestFactory
    Stream<DynamicTest> givesOtherNumbersWhereThePeersAreWrong() throws IOException {
        return tests(GoldenTest::isNotTheDefault, method -> method, Likeness.OTHER);
    }

    private static boolean isNotTheDefault(JsonNode golden) {
        return !golden.get("id").asString().equals(FLAGGED_IN_VAIN)
                && golden.get("flags")
                        .valueStream()
                        .anyMatch(flag -> NOT_THE_DEFAULT.contains(flag.asString()));
    }

    @TestFactory
    Stream<DynamicTest> givesMergekitsBits() throws IOException {
        return tests(
                golden -> isEmulated(golden) && !addsUp(golden),
                GoldenTest::emulated,
                Likeness.EQUAL);
    }

    @TestFactory
    Stream<DynamicTest> givesMergekitsNumbersWhereItAddsUpOverATensor() throws IOException {
        return tests(
                golden -> isEmulated(golden) && addsUp(golden),
                GoldenTest::emulated,
                Likeness.NEAR);
    }

    private static boolean isEmulated(JsonNode golden) {
        String name = golden.get("method").asString();
        return golden.get("peer").asString().equals("mergekit")
                && MergeMethods.all().stream()
                        .filter(method -> method.descriptor().name().equals(name))
                        .anyMatch(method -> TorchArithmetic.of(method, FLOAT32).isPresent());
    }

    private static boolean addsUp(JsonNode golden) {
        String id = golden.get("id").asString();
        return SUMMING_METHODS.contains(golden.get("method").asString())
                || WITH_SUMS_OVER_A_TENSOR.contains(id);
    }

    private static MergeMethod emulated(MergeMethod method) {
        return TorchArithmetic.of(method, FLOAT32).orElseThrow();
    }

    private static Stream<DynamicTest> tests(
            Predicate<JsonNode> which, UnaryOperator<MergeMethod> how, Likeness likeness)
            throws IOException {
        JsonNode manifest =
                new JsonMapper().readTree(Files.readString(FOLDER.resolve("manifest.json")));
        assertThat(manifest.get("format").asString()).isEqualTo("merge-golden/1");
        return StreamSupport.stream(manifest.get("cases").spliterator(), false)
                .filter(golden -> !golden.get("method").asString().equals(AROUND_A_METHOD))
                .filter(which)
                .map(
                        node ->
                                DynamicTest.dynamicTest(
                                        node.get("id").asString(),
                                        () -> check(manifest, node, how, likeness)));
    }

    private static void check(
            JsonNode manifest, JsonNode golden, UnaryOperator<MergeMethod> how, Likeness likeness) {
        assertThat(isKnown(GoldenCase.methodOf(golden))).as("its method is known").isTrue();
        JsonNode fixture = manifest.get("fixtures").get(golden.get("fixture").asString());
        try (Checkpoint wanted = open(golden.get("file").asString());
                Models models = new Models(fixture)) {
            GoldenCase inOurWords = GoldenCase.of(golden);
            MaskSource masks = new RecordedMasks(golden, wanted, models::delta);
            boolean allNear = true;
            for (var output : golden.get("outputs").properties()) {
                String name = output.getKey();
                if (OTHER_OUTPUTS.stream().noneMatch(kind -> name.startsWith(kind + "/"))) {
                    float[] want = values(wanted.tensor(output.getValue().asString()));
                    float[] got = merged(inOurWords, models, name, masks, how);
                    switch (likeness) {
                        case EQUAL -> assertThat(got).as(name).isEqualTo(want);
                        case NEAR -> assertNear(golden, name, got, want);
                        case OTHER -> allNear &= misses(golden, got, want) <= 0;
                    }
                }
            }
            assertThat(allNear && likeness == Likeness.OTHER).isFalse();
        }
    }

    private static boolean isKnown(String name) {
        return MergeMethods.all().stream()
                .anyMatch(method -> method.descriptor().name().equals(name));
    }

    /** {@code model/m/t} is tensor t of the model that is rebuilt for the task of model m. */
    private static float[] merged(
            GoldenCase golden,
            Models models,
            String output,
            MaskSource masks,
            UnaryOperator<MergeMethod> how) {
        String[] parts = output.split("/", 3);
        return parts[0].equals("model")
                ? merged(golden.forTaskOf(parts[1]), models, parts[2], masks, how)
                : mergedTensor(golden, models, output, masks, how);
    }

    private static float[] mergedTensor(
            GoldenCase golden,
            Models models,
            String tensor,
            MaskSource masks,
            UnaryOperator<MergeMethod> how) {
        TensorwiseMethod tensorwise =
                switch (how.apply(MergeMethods.named(golden.method()))) {
                    case TensorwiseMethod each -> each;
                    case ModelMethod whole ->
                            whole.survey(
                                    models.tensors(golden.models().getFirst()).stream()
                                            .map(name -> inputs(golden, models, name, masks))
                                            .toList());
                };
        MergeTensor inputs = inputs(golden, models, tensor, masks);
        int elements = (int) inputs.info().shape().elements();
        return ArrayMerge.read(TensorMerge.prepare(tensorwise, inputs), elements, 1000);
    }

    private static MergeTensor inputs(
            GoldenCase golden, Models models, String tensor, MaskSource masks) {
        MethodDescriptor method = MergeMethods.named(golden.method()).descriptor();
        MergeTensor inputs =
                MergeTensor.of(
                                models.tensor(golden.models().getFirst(), tensor).info(),
                                golden.models().stream()
                                        .map(model -> models.source(model, tensor))
                                        .toList(),
                                Arguments.resolve(method, golden.global(), golden.perModel()))
                        .withMasks(masks)
                        .withStatistics((_, file) -> models.statistics(file, tensor));
        return method.baseUse() == BaseUse.NONE || golden.base().isEmpty()
                ? inputs
                : inputs.withBase(models.source(golden.base(), tensor));
    }

    private static void assertNear(JsonNode golden, String output, float[] got, float[] want) {
        assertThat(got).hasSameSizeAs(want);
        assertThat(misses(golden, got, want)).as(output).isLessThanOrEqualTo(0);
    }

    /** How many more elements differ than may. */
    private static double misses(JsonNode golden, float[] got, float[] want) {
        JsonNode tolerance = golden.get("tolerance");
        double absolute =
                WITH_RANKS_OF_FLOAT32.contains(golden.get("id").asString())
                        ? golden.get("conditioning").get("f32_vs_f64_max_abs").asDouble()
                        : tolerance.get("atol").asDouble();
        double relative = tolerance.get("rtol").asDouble();
        int wrong = 0;
        for (int i = 0; i < want.length; i++) {
            double distance = Math.abs((double) got[i] - want[i]);
            wrong += distance <= absolute + relative * Math.abs(want[i]) ? 0 : 1;
        }
        return wrong - tolerance.get("max_mismatch_fraction").asDouble() * want.length;
    }

    /** The models of a fixture, opened when asked for. */
    private static final class Models implements AutoCloseable {
        private final JsonNode fixture;
        private final Map<String, Checkpoint> open = new ConcurrentHashMap<>();

        Models(JsonNode fixture) {
            this.fixture = fixture;
        }

        /** What the fixture knows of a model beside its weights. */
        Statistics statistics(String model, String tensor) {
            String file = fixture.get("aux").asString();
            Checkpoint aux = open.computeIfAbsent("aux", _ -> GoldenTest.open(file));
            return new Aux(aux, model, tensor);
        }

        Tensor tensor(String model, String name) {
            return checkpoint(model).tensor(name);
        }

        List<String> tensors(String model) {
            return checkpoint(model).tensors().stream().map(TensorInfo::name).toList();
        }

        private Checkpoint checkpoint(String model) {
            String file = fixture.get("models").get(model).asString();
            return open.computeIfAbsent(model, _ -> GoldenTest.open(file));
        }

        FloatSource source(String model, String name) {
            return ArrayMerge.source(values(tensor(model, name)));
        }

        /** What a model has that its base has not. */
        float[] delta(String model, String base, String name) {
            float[] delta = values(tensor(model, name));
            float[] from = values(tensor(base, name));
            for (int i = 0; i < delta.length; i++) {
                delta[i] -= from[i];
            }
            return delta;
        }

        @Override
        public void close() {
            open.values().forEach(Checkpoint::close);
        }
    }

    /** Fisher information has the name of the tensor, a Gram matrix that of its module. */
    private record Aux(Checkpoint aux, String file, String tensor) implements Statistics {

        @Override
        public List<String> names() {
            return aux.tensors().stream().map(TensorInfo::name).toList();
        }

        @Override
        public Optional<Statistic> find(String name) {
            String kind = name.equals(tensor) ? "fisher" : "gram";
            return aux.info("%s/%s/%s".formatted(kind, file, name))
                    .map(
                            info ->
                                    new Statistic(
                                            info.shape(),
                                            ArrayMerge.source(values(aux.tensor(info.name())))));
        }
    }

    private static float[] values(Tensor tensor) {
        float[] values = new float[(int) tensor.info().shape().elements()];
        Floats.decode(tensor.info().dtype(), tensor.data(), 0, values, 0, values.length);
        return values;
    }

    private static Checkpoint open(String file) {
        return Checkpoints.open(FOLDER.resolve(file));
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/golden")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
