package dev.merganser.evaluators.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.segment.StepOutcome;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class PrefixCacheTest {

    /** Of the features of one image. */
    private static final int BYTES = 16 * 4;

    private static final Set<String> NAMES = Set.of("features");

    private final SessionFactory factory = SessionFactory.of(new Provider.Cpu());
    private final Session session = factory.open(TestModels.vit());
    private final Value image =
            Value.over(
                    factory,
                    Arena.ofAuto().allocate(28 * 28 * 4, 64),
                    new TensorInfo("image", DType.F32, Shape.of(1, 28, 28)));
    private final Batch first = batch(0);
    private final Batch second = batch(1);

    private Batch batch(int row) {
        return new Batch(new int[] {row}, 1, Map.of("image", image));
    }

    private StepOutcome outcome() {
        Results results = session.run(Map.of("image", image), NAMES, Map.of());
        return new StepOutcome(Map.of("features", results.get("features")), results);
    }

    private void keep(PrefixCache cache, Prefix prefix, Batch batch) {
        cache.keep(Optional.of(prefix), batch, outcome(), Optional.empty()).close();
    }

    private static boolean has(PrefixCache cache, Prefix prefix, Batch batch) {
        Optional<PrefixCache.Kept> found = cache.find(prefix, batch, NAMES);
        found.ifPresent(PrefixCache.Kept::close);
        return found.isPresent();
    }

    private static List<Prefix> seenTwice(PrefixCache cache, String... steps) {
        cache.sighted(List.of(steps), cache.newCall());
        return cache.sighted(List.of(steps), cache.newCall());
    }

    @AfterEach
    void close() {
        session.close();
        image.close();
    }

    @Test
    void aPrefixIsTheSameForAllPathsThatBeginWithIt() {
        try (var cache = new PrefixCache(0)) {
            List<Prefix> one = cache.sighted(List.of("s", 1, 2), 1);
            List<Prefix> other = cache.sighted(List.of("s", 1, 3, 2), 1);
            assertThat(other.subList(0, 2)).isEqualTo(one.subList(0, 2));
            assertThat(other.get(2)).isNotEqualTo(one.get(2));
            assertThat(other.get(3)).isNotEqualTo(one.get(2));
            assertThat(one.get(1).isShared()).isTrue();
            assertThat(one.get(2).isShared()).isFalse();
        }
    }

    @Test
    void valuesAreKeptOnceASecondCandidateHasTheSteps() {
        try (var cache = new PrefixCache(10 * BYTES)) {
            Prefix prefix = cache.sighted(List.of("s"), cache.newCall()).getFirst();
            keep(cache, prefix, first);
            assertThat(has(cache, prefix, first)).isFalse();
            cache.sighted(List.of("s"), cache.newCall());
            keep(cache, prefix, first);
            assertThat(has(cache, prefix, first)).isTrue();
            assertThat(has(cache, prefix, second)).isFalse();
            assertThat(cache.bytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void whatOneCandidateHasIsKeptOnlyWhileNothingElseMustGoForIt() {
        try (var cache = PrefixCache.keepingAtOnce(2 * BYTES)) {
            Prefix one = cache.sighted(List.of("one"), cache.newCall()).getFirst();
            Prefix two = cache.sighted(List.of("two"), cache.newCall()).getFirst();
            Prefix three = cache.sighted(List.of("three"), cache.newCall()).getFirst();
            keep(cache, one, first);
            keep(cache, two, first);
            keep(cache, three, first);
            assertThat(has(cache, one, first)).isTrue();
            assertThat(has(cache, two, first)).isTrue();
            assertThat(has(cache, three, first)).isFalse();
            keep(cache, seenTwice(cache, "shared").getFirst(), first);
            assertThat(has(cache, one, first)).isFalse();
            assertThat(has(cache, two, first)).isTrue();
        }
    }

    @Test
    void theLeastRecentlyUsedPrefixLeavesButNoneOfTheSameCall() {
        try (var cache = new PrefixCache(2 * BYTES)) {
            Prefix old = seenTwice(cache, "old").getFirst();
            Prefix older = seenTwice(cache, "older").getFirst();
            keep(cache, old, first);
            keep(cache, older, first);
            cache.sighted(List.of("old"), cache.newCall());
            List<Prefix> path = seenTwice(cache, "s", "t");
            keep(cache, path.get(0), first);
            assertThat(has(cache, older, first)).isFalse();
            assertThat(has(cache, old, first)).isTrue();
            keep(cache, path.get(1), first);
            assertThat(has(cache, old, first)).isFalse();
            keep(cache, path.get(1), second);
            assertThat(has(cache, path.get(0), first)).isTrue();
            assertThat(has(cache, path.get(1), second)).isFalse();
            assertThat(cache.bytes()).isEqualTo(2 * BYTES);
        }
    }

    @Test
    void roomThatIsLentIsNotUsed() {
        try (var cache = new PrefixCache(2 * BYTES)) {
            List<Prefix> path = seenTwice(cache, "s", "t");
            keep(cache, path.get(0), first);
            assertThat(cache.lend(BYTES)).isEqualTo(BYTES);
            keep(cache, path.get(1), first);
            assertThat(has(cache, path.get(1), first)).isFalse();
            assertThat(cache.lend(5 * BYTES)).isEqualTo(BYTES);
            assertThat(cache.bytes()).isZero();
            assertThat(cache.lend(BYTES)).isZero();
            cache.giveBack(2 * BYTES);
            keep(cache, path.get(1), first);
            assertThat(has(cache, path.get(1), first)).isTrue();
        }
    }

    @Test
    void contextStaysOpenAsLongAsTheStatesAfterIt() {
        try (var cache = new PrefixCache(8 * BYTES)) {
            List<Prefix> path = seenTwice(cache, "s", "t");
            try (PrefixCache.Kept stem =
                    cache.keep(Optional.empty(), first, outcome(), Optional.empty())) {
                cache.keep(Optional.of(path.get(1)), first, renamed(), Optional.of(stem)).close();
            }
            try (PrefixCache.Kept found =
                    cache.find(path.get(1), first, Set.of("state")).orElseThrow()) {
                assertThat(found.values()).containsOnlyKeys("state", "features");
                assertThat(found.values().get("features").floats()).hasSize(16);
                assertThat(found.context().values()).containsOnlyKeys("features");
            }
        }
    }

    @Test
    void contextCountsOnceAsLongAsWhatIsKeptHoldsItOpen() {
        try (var cache = new PrefixCache(3 * BYTES)) {
            List<Prefix> path = seenTwice(cache, "s", "t");
            Prefix other = seenTwice(cache, "s", "u").getLast();
            try (PrefixCache.Kept stem =
                    cache.keep(Optional.empty(), first, outcome(), Optional.empty())) {
                assertThat(cache.bytes()).isZero();
                cache.keep(Optional.of(path.get(1)), first, renamed(), Optional.of(stem)).close();
                assertThat(cache.bytes()).isEqualTo(2 * BYTES);
                cache.keep(Optional.of(other), first, renamed(), Optional.of(stem)).close();
                assertThat(cache.bytes()).isEqualTo(3 * BYTES);
            }
            assertThat(cache.lend(BYTES)).isEqualTo(BYTES);
            assertThat(cache.bytes()).isEqualTo(2 * BYTES);
            assertThat(cache.lend(BYTES)).isEqualTo(BYTES);
            assertThat(cache.bytes()).isZero();
        }
    }

    @Test
    void contextThatHasNoRoomLeavesNoneForWhatComesAfterIt() {
        try (var cache = PrefixCache.keepingAtOnce(BYTES)) {
            List<Prefix> path = cache.sighted(List.of("s", "t"), cache.newCall());
            try (PrefixCache.Kept stem =
                    cache.keep(Optional.empty(), first, outcome(), Optional.empty())) {
                cache.keep(Optional.of(path.get(1)), first, renamed(), Optional.of(stem)).close();
            }
            assertThat(cache.find(path.get(1), first, Set.of("state"))).isEmpty();
            assertThat(cache.bytes()).isZero();
        }
    }

    @Test
    void whatIsInUseStaysAndNothingLeavesInVainForIt() {
        try (var cache = new PrefixCache(3 * BYTES)) {
            Prefix used = seenTwice(cache, "used").getFirst();
            Prefix old = seenTwice(cache, "old").getFirst();
            Prefix young = seenTwice(cache, "young").getFirst();
            keep(cache, used, first);
            keep(cache, old, first);
            keep(cache, young, first);
            cache.sighted(List.of("young"), cache.newCall());
            try (PrefixCache.Kept held = cache.find(used, first, NAMES).orElseThrow()) {
                assertThat(cache.lend(BYTES)).isEqualTo(BYTES);
                assertThat(has(cache, young, first)).isTrue();
                assertThat(has(cache, old, first)).isFalse();
                assertThat(cache.lend(9 * BYTES)).isEqualTo(BYTES);
                assertThat(held.values()).containsOnlyKeys("features");
            }
            assertThat(has(cache, used, first)).isTrue();
        }
    }

    private StepOutcome renamed() {
        Results results = session.run(Map.of("image", image), NAMES, Map.of());
        return new StepOutcome(Map.of("state", results.get("features")), results);
    }

    @Test
    void prefixesThatNobodyAskedForInALongTimeAreForgotten() {
        try (var cache = new PrefixCache(8 * BYTES, false, 2)) {
            Prefix prefix = seenTwice(cache, "s").getFirst();
            keep(cache, prefix, first);
            assertThat(cache.sighted(List.of("s", "t"), 1)).startsWith(prefix);
            for (int i = 0; i < 3; i++) {
                cache.sighted(List.of("s", i), cache.newCall());
                assertThat(cache.sighted(List.of("s"), cache.newCall())).containsExactly(prefix);
            }
            assertThat(has(cache, prefix, first)).isTrue();
            cache.sighted(List.of(1, 2, 3, 4, 5, 6, 7, 8), cache.newCall());
            assertThat(cache.bytes()).isZero();
            assertThat(cache.sighted(List.of("s"), cache.newCall())).doesNotContain(prefix);
        }
    }
}
