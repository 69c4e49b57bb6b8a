package dev.merganser.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.gradient.Activations;
import dev.merganser.evaluators.gradient.ScatteredVectors;
import dev.merganser.evaluators.loss.Balance;
import dev.merganser.evaluators.loss.DrawSettings;
import dev.merganser.evaluators.loss.Guidance;
import dev.merganser.evaluators.loss.ItemChoice;
import dev.merganser.evaluators.loss.LossFormula;
import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.evaluators.loss.LossTerm;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

class LossScorerTest {

    private static final Graph GRAPH = TestModels.vit(3, 8, 2, 12, 1);
    private static final RuntimeSettings RUNTIME =
            RuntimeSettings.defaults().withProvider(new Provider.Cpu()).withThreads(2);

    private final List<Task> tasks =
            List.of(TestTasks.of("digits", 8, 5, 60, 1), TestTasks.of("shoes", 8, 3, 40, 2));

    /** Settings with two batches of 6 items of each task. */
    private static LossSettings settings(Balance balance, LossTerm... terms) {
        Map<LossTerm, Double> factors =
                Arrays.stream(terms).collect(Collectors.toMap(term -> term, _ -> 1.0));
        return new LossSettings(
                new LossFormula(factors, 1, balance),
                ItemChoice.ALL,
                Guidance.LABELS.withTeachers(Map.of("digits", "expert", "shoes", "expert")),
                new DrawSettings(6, 2, .2, 4));
    }

    private static ScatteredVectors vectors(Graph graph) {
        SessionFactory factory = SessionFactory.of(new Provider.Cpu());
        return new ScatteredVectors(SegmentCutter.with(factory).cut(graph), _ -> true, 5);
    }

    private LossScorer open(LossSettings losses, Activations activations, int threads) {
        return open(losses, activations, threads, FakeWeights.of(TestModels.vit(3, 8, 2, 12, 9)));
    }

    private LossScorer open(
            LossSettings losses, Activations activations, int threads, WeightSource expert) {
        return LossScorer.open(
                GRAPH,
                tasks,
                vectors(GRAPH),
                Map.of("expert", expert),
                losses,
                GradientSettings.of(activations),
                RUNTIME.withThreads(threads));
    }

    private static double[] point(int size) {
        double[] point = new double[size];
        for (int j = 0; j < size; j++) {
            point[j] = .2 * Math.cos(3 * j);
        }
        return point;
    }

    private static double[] point() {
        return point(vectors(GRAPH).coefficients());
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    @Test
    void gradientsAreCentralDifferencesOfTheLossOfTheSameDraw() {
        LossSettings losses = settings(Balance.CLASSES, LossTerm.ENTROPY, LossTerm.DIVERGENCE);
        try (var scorer = open(losses, Activations.RECOMPUTE, 2)) {
            assertThat(scorer.obstacle()).isEmpty();
            LossGradient found = scorer.gradient(3, point());
            assertThat(found.value().total())
                    .isCloseTo(scorer.loss(3, point()).total(), within(1e-5));
            double step = 1e-2;
            for (int j = 0; j < found.gradient().length; j += 7) {
                double[] more = point();
                double[] less = point();
                more[j] += step;
                less[j] -= step;
                double difference =
                        (scorer.loss(3, more).total() - scorer.loss(3, less).total()) / (2 * step);
                assertThat(found.gradient()[j])
                        .isCloseTo(difference, within(.005 * largest(found.gradient())));
            }
        }
    }

    @Test
    void teachersTeachTheSameWhereTheyLie() {
        LossSettings losses = settings(Balance.NONE, LossTerm.DIVERGENCE);
        var expert = FakeWeights.of(TestModels.vit(3, 8, 2, 12, 9));
        try (Arena arena = Arena.ofShared();
                var copies = open(losses, Activations.KEEP, 2);
                var lying = open(losses, Activations.KEEP, 2, new Lying(expert, arena))) {
            assertThat(lying.loss(1, point())).isEqualTo(copies.loss(1, point()));
        }
    }

    /** Weights in memory, every second one where a session cannot read it. */
    private record Lying(WeightSource weights, Arena arena) implements WeightSource {
        @Override
        public Optional<TensorInfo> info(String name) {
            return weights.info(name);
        }

        @Override
        public void read(String name, MemorySegment out) {
            if (name.length() % 2 == 0) {
                throw new AssertionError(name + " lies in memory");
            }
            weights.read(name, out);
        }

        @Override
        public Optional<Tensor> lying(String name) {
            TensorInfo info = weights.info(name).orElseThrow();
            MemorySegment memory = arena.allocate(info.bytes() + 4, 64);
            MemorySegment data = memory.asSlice(name.length() % 2 == 0 ? 0 : 4, info.bytes());
            weights.read(name, data);
            return Optional.of(new Tensor(info, data));
        }
    }

    @Test
    void threadsAndWhatWasAskedBeforeChangeNoBit() {
        LossSettings losses = settings(Balance.NONE, LossTerm.ENTROPY, LossTerm.DIVERGENCE);
        try (var one = open(losses, Activations.KEEP, 1);
                var three = open(losses, Activations.KEEP, 3)) {
            LossGradient alone = one.gradient(2, point());
            var _ = three.gradient(5, new double[point().length]);
            LossValue heldOut = three.heldOut(point());
            LossGradient together = three.gradient(2, point());
            assertThat(together.value()).isEqualTo(alone.value());
            assertThat(together.gradient()).containsExactly(alone.gradient());
            assertThat(one.heldOut(point())).isEqualTo(heldOut);
            assertThat(three.heldOut(point())).isEqualTo(heldOut);
        }
    }

    @Test
    void forwardsCountItemsTeachersAndGradients() {
        LossSettings plain = settings(Balance.NONE, LossTerm.ENTROPY);
        try (var scorer = open(plain, Activations.KEEP, 2)) {
            assertThat(scorer.loss(0, point()).forwards()).isEqualTo(24);
            assertThat(scorer.gradient(0, point()).value().forwards()).isEqualTo(24 * 4);
            long heldOut = scorer.heldOut(point()).forwards();
            assertThat(heldOut).isBetween(10L, 30L);
        }
        try (var scorer = open(plain, Activations.RECOMPUTE, 2)) {
            assertThat(scorer.gradient(0, point()).value().forwards()).isEqualTo(132);
        }
        LossSettings taught = settings(Balance.NONE, LossTerm.DIVERGENCE);
        try (var scorer = open(taught, Activations.KEEP, 2)) {
            assertThat(scorer.loss(0, point()).forwards()).isEqualTo(48);
            assertThat(scorer.gradient(0, point()).value().forwards()).isEqualTo(24 * 5);
        }
    }

    @Test
    void tasksAreBalancedByTheirLossesWhereTheDescentStarts() {
        LossSettings losses = settings(Balance.INITIAL, LossTerm.ENTROPY);
        try (var scorer = open(losses, Activations.KEEP, 2)) {
            assertThatThrownBy(() -> scorer.loss(0, point()))
                    .isInstanceOf(IllegalStateException.class);
            LossValue start = scorer.start(point()).orElseThrow();
            LossValue value = scorer.loss(0, point());
            assertThat(value.tasks()).isEqualTo(start.tasks());
            assertThat(value.total()).isCloseTo(2, within(1e-12));
            assertThat(start.total())
                    .isCloseTo(
                            start.tasks().values().stream().mapToDouble(x -> x).sum(),
                            within(1e-12));
        }
        try (var scorer = open(settings(Balance.NONE, LossTerm.ENTROPY), Activations.KEEP, 2)) {
            assertThat(scorer.start(point())).isEmpty();
        }
    }

    @Test
    void anOperatorWithoutARuleIsNamedAndLossesAreStillGiven() {
        GraphBuilder graph = GraphBuilder.named("pooled").opset(17);
        graph.input("image", DType.F32, Dim.of("batch"), Dim.of(28), Dim.of(28));
        graph.initializer("mix.weight", Shape.of(28, 4), new float[28 * 4]);
        String mixed = graph.node("/mix", "MatMul", List.of("image", "mix.weight"));
        String pooled = graph.node("/odd", "GlobalLpPool", List.of(mixed));
        graph.node(Node.of("/flat", "Flatten", List.of(pooled), List.of("features")));
        graph.output("features", DType.F32, Dim.of("batch"), Dim.of(28));
        Graph odd = graph.build();
        try (var scorer =
                LossScorer.open(
                        odd,
                        List.of(TestTasks.of("digits", 28, 3, 40, 1)),
                        vectors(odd),
                        Map.of(),
                        settings(Balance.NONE, LossTerm.ENTROPY),
                        GradientSettings.defaults(),
                        RUNTIME)) {
            assertThat(scorer.obstacle().orElseThrow())
                    .isEqualTo("operator 'GlobalLpPool' (node '/odd') has no gradient rule");
            assertThatThrownBy(() -> scorer.gradient(0, new double[2]))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessage(
                            "There is no gradient: operator 'GlobalLpPool' (node '/odd') has no gradient rule.");
            assertThat(scorer.loss(0, new double[] {1, 1}).total()).isPositive();
        }
    }

    @Test
    void anUnknownTeacherIsRefused() {
        assertThatThrownBy(
                        () ->
                                LossScorer.open(
                                        GRAPH,
                                        tasks,
                                        vectors(GRAPH),
                                        Map.of("exprt", FakeWeights.of(GRAPH)),
                                        settings(Balance.NONE, LossTerm.DIVERGENCE),
                                        GradientSettings.defaults(),
                                        RUNTIME))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "The teacher of task 'digits' must be one of exprt, found 'expert'. Did you mean 'exprt'?");
    }

    @Test
    void weightsThatDoNotFitIntoMemoryAreRefused() {
        assertThatThrownBy(
                        () ->
                                LossScorer.open(
                                        GRAPH,
                                        tasks,
                                        vectors(GRAPH),
                                        Map.of(),
                                        settings(Balance.NONE, LossTerm.ENTROPY),
                                        GradientSettings.defaults(),
                                        RUNTIME.withMemoryBytes(100)))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("memory must hold the weights of the model and of 0 ");
    }

    @Test
    void teachersThatDoNotFitIntoMemoryAreNotRead() {
        assertThatThrownBy(
                        () ->
                                LossScorer.open(
                                        GRAPH,
                                        tasks,
                                        vectors(GRAPH),
                                        Map.of("expert", new Unreadable(FakeWeights.of(GRAPH))),
                                        settings(Balance.NONE, LossTerm.DIVERGENCE),
                                        GradientSettings.defaults(),
                                        RUNTIME.withMemoryBytes(100)))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("memory must hold the weights of the model and of 1 ");
    }

    /** Weights that tell their shapes alone. */
    private record Unreadable(WeightSource weights) implements WeightSource {
        @Override
        public Optional<TensorInfo> info(String name) {
            return weights.info(name);
        }

        @Override
        public void read(String name, MemorySegment out) {
            throw new IllegalStateException("Nothing may be read");
        }
    }

    @Test
    void manyGradientsLeaveNativeMemoryFlat() {
        LossSettings losses = settings(Balance.NONE, LossTerm.ENTROPY, LossTerm.DIVERGENCE);
        try (var scorer = open(losses, Activations.RECOMPUTE, 2);
                var keeping = open(losses, Activations.KEEP, 2)) {
            var _ = leastNativeBytes(scorer, keeping, 30);
            long before = leastNativeBytes(scorer, keeping, 30);
            long after = leastNativeBytes(scorer, keeping, 150);
            // what a draw keeps is over 400 kB: times 150 it would show
            assertThat(after - before).isLessThan(20L << 20);
        }
    }

    /** The least of many readings, since the compiler of Java borrows memory for a while. */
    private static long leastNativeBytes(LossScorer one, LossScorer other, int times) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            var _ = one.gradient(i % 4, point());
            var _ = other.gradient(i % 4, point());
            var _ = one.heldOut(point());
            least = Math.min(least, NativeMemory.bytesInUse());
        }
        return least;
    }
}
