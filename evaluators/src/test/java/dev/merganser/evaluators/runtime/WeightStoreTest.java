package dev.merganser.evaluators.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

class WeightStoreTest {

    private static final SessionFactory FACTORY = SessionFactory.of(new Provider.Cpu());
    private static final long BYTES = 4;

    /** Names of the tensors that were read, whose only value is the length of the name. */
    private final List<String> reads = new ArrayList<>();

    private final WeightStore store = new WeightStore(FACTORY, 3 * BYTES);

    private record Source(Consumer<String> reads) implements WeightSource {
        @Override
        public Optional<TensorInfo> info(String name) {
            return Optional.empty();
        }

        @Override
        public void read(String name, MemorySegment out) {
            reads.accept(name);
            out.set(ValueLayout.JAVA_FLOAT, 0, name.length());
        }
    }

    private static StoredWeight weight(String name, Consumer<String> reads) {
        return new StoredWeight(name, name, Shape.of(1), new Source(reads));
    }

    private void use(long call, String... names) {
        Map<String, StoredWeight> weights = new LinkedHashMap<>();
        for (String name : names) {
            weights.put(name, weight(name, reads::add));
        }
        try (WeightStore.Lease lease = store.lease(weights, call)) {
            for (String name : names) {
                assertThat(lease.values().get(name).floats()).containsExactly(name.length());
            }
        }
    }

    @Test
    void whatIsHeldIsNotReadAgainAndTheLeastRecentlyUsedLeaves() {
        use(1, "a", "bb", "ccc");
        use(2, "a");
        assertThat(reads).containsExactly("a", "bb", "ccc");
        use(3, "dddd");
        use(4, "a", "ccc");
        assertThat(reads).containsExactly("a", "bb", "ccc", "dddd");
        use(5, "bb");
        assertThat(reads).containsExactly("a", "bb", "ccc", "dddd", "bb");
        assertThat(store.bytes()).isEqualTo(3 * BYTES);
        assertThat(store.mostBytes()).isEqualTo(3 * BYTES);
    }

    @Test
    void aCallThatUsesMoreThanFitsKeepsSomeOfItForItsNextBatch() {
        for (int batch = 0; batch < 3; batch++) {
            for (String name : List.of("a", "b", "c", "d")) {
                use(1, name);
            }
        }
        // with the least recently used leaving, it would be all 12
        assertThat(reads).hasSizeLessThan(8);
    }

    @Test
    void whatIsInUseStays() {
        try (var _ = store.lease(Map.of("x", weight("a", reads::add)), 1)) {
            use(2, "b", "c");
            use(3, "d", "e");
            use(4, "a");
        }
        assertThat(reads).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void whatCannotBeReadIsNotHeldAndLeavesNothingInUse() {
        Map<String, StoredWeight> weights = new LinkedHashMap<>();
        weights.put("x", weight("a", reads::add));
        weights.put(
                "y",
                weight(
                        "b",
                        _ -> {
                            throw new IllegalStateException("torn");
                        }));
        assertThatThrownBy(() -> store.lease(weights, 1)).hasMessage("torn");
        assertThat(store.bytes()).isEqualTo(BYTES);
        use(2, "b", "c", "d");
        assertThat(reads).containsExactly("a", "b", "c", "d");
        store.forget(List.of("c", "unknown"));
        assertThat(store.bytes()).isEqualTo(2 * BYTES);
        use(3, "c");
        assertThat(reads).containsExactly("a", "b", "c", "d", "c");
    }

    @Test
    void twoThreadsThatAskForTheSameReadItOnceAndAFailureIsOnlyTheReaders() throws Exception {
        var reading = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Consumer<String> slow =
                name -> {
                    reading.countDown();
                    await(goOn);
                    reads.add(name);
                };
        Consumer<String> torn =
                name -> {
                    slow.accept(name);
                    throw new IllegalStateException("torn");
                };
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<?> first = threads.submit(() -> lease("a", slow));
            await(reading);
            Future<?> second = threads.submit(() -> use(1, "a"));
            goOn.countDown();
            first.get();
            second.get();
            assertThat(reads).containsExactly("a");
            Future<?> failing = threads.submit(() -> lease("b", torn));
            Future<?> other = threads.submit(() -> use(1, "b"));
            assertThat(other.get()).isNull();
            assertThatThrownByEither(failing);
        }
    }

    private void lease(String name, Consumer<String> source) {
        store.lease(Map.of("x", weight(name, source)), 1).close();
    }

    /** Either it was the reader and failed, or the other had read before. */
    private static void assertThatThrownByEither(Future<?> failing) {
        try {
            failing.get();
        } catch (Exception e) {
            assertThat(e).hasRootCauseMessage("torn");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
