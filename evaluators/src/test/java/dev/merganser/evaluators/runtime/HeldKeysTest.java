package dev.merganser.evaluators.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class HeldKeysTest {

    private final HeldKeys held = new HeldKeys();
    private final float[] memory = new float[1];

    /** One value with a key; NaN cannot be read. */
    private record Keyed(Optional<Object> key, float value) implements WeightSource {

        static Keyed of(Object key, float value) {
            return new Keyed(Optional.of(key), value);
        }

        @Override
        public Optional<TensorInfo> info(String name) {
            return Optional.empty();
        }

        @Override
        public void read(String name, MemorySegment out) {
            out.set(ValueLayout.JAVA_FLOAT, 0, value);
            if (Float.isNaN(value)) {
                throw new IllegalStateException("half written");
            }
        }

        @Override
        public Optional<Object> key(String name) {
            return key;
        }
    }

    private boolean take(String name, Keyed source) {
        List<String> changing = new ArrayList<>();
        held.take(name, source, MemorySegment.ofArray(memory), changing::add);
        return changing.equals(List.of(name));
    }

    @Test
    void valuesOfTheKeyThatIsHeldAreNotReadAgain() {
        assertThat(take("w", Keyed.of("a", 1))).isTrue();
        assertThat(take("w", Keyed.of("a", 2))).isFalse();
        assertThat(memory).containsExactly(1);
        assertThat(take("w", Keyed.of("b", 3))).isTrue();
        assertThat(take("w", Keyed.of("a", 4))).isTrue();
        assertThat(memory).containsExactly(4);
    }

    @Test
    void eachTensorHasAKeyOfItsOwn() {
        assertThat(take("w", Keyed.of("a", 1))).isTrue();
        assertThat(take("v", Keyed.of("a", 1))).isTrue();
    }

    @Test
    void whatHasNoKeyIsReadAlwaysAndHeldByNone() {
        var unknown = new Keyed(Optional.empty(), 5);
        take("w", Keyed.of("a", 1));
        assertThat(take("w", unknown)).isTrue();
        assertThat(take("w", unknown)).isTrue();
        assertThat(take("w", Keyed.of("a", 1))).isTrue();
    }

    @Test
    void whatCouldNotBeReadIsNotHeld() {
        take("w", Keyed.of("a", 1));
        assertThatThrownBy(() -> take("w", Keyed.of("b", Float.NaN)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(take("w", Keyed.of("b", 2))).isTrue();
        assertThatThrownBy(() -> take("w", Keyed.of("c", Float.NaN)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(take("w", Keyed.of("b", 2))).isTrue();
    }

    @Test
    void keysOfSeveralTensorsAreThereWhereAllHaveOne() {
        take("w", Keyed.of("a", 1));
        take("v", Keyed.of("b", 1));
        assertThat(held.keys(List.of("w", "v", "w"))).contains(Map.of("w", "a", "v", "b"));
        assertThat(held.keys(List.of("w", "u"))).isEmpty();
        assertThat(held.keys(List.of())).contains(Map.of());
    }
}
