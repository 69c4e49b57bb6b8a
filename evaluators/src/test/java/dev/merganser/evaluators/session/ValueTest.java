package dev.merganser.evaluators.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

class ValueTest {

    private final SessionFactory sessions = SessionFactory.of(new Provider.Cpu());

    @Test
    void aTensorIsTheMemoryItWasMadeOver() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3);
            var info = new TensorInfo("image", DType.F32, Shape.of(1, 3));
            try (Value value = Value.over(sessions, memory, info)) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5);
                assertThat(value.floats()).containsExactly(1, 5, 3);
                assertThat(value.shape()).isEqualTo(Shape.of(1, 3));
                assertThat(value.bytes()).isEqualTo(12);
            }
        }
    }

    @Test
    @SuppressWarnings("restricted") // the memory is not there, and nothing of it is read
    void aTensorOfTwoGigabytesOrMoreIsNamedWithItsSize() {
        var info = new TensorInfo("image", DType.F32, Shape.of(600_000, 1000));
        MemorySegment memory = MemorySegment.NULL.reinterpret(info.bytes());
        assertThatThrownBy(() -> Value.over(sessions, memory, info))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Tensor 'image' of F32 [600000, 1000] must have less than 2 GB to be fed, found 2.40 GB.");
    }

    @Test
    void aTensorOfATypeThatCannotBeFedIsNamed() {
        var info = new TensorInfo("ids", DType.U32, Shape.of(0));
        assertThatThrownBy(() -> Value.over(sessions, MemorySegment.NULL, info))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Tensor 'ids' of U32 [0] must have a type that ONNX Runtime takes from Java to be fed, which U16, U32 and U64 are not.");
    }
}
