package dev.merganser.recipes.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

class TranspositionTest {

    @Test
    void rowsBecomeColumns() {
        Tensor turned = Transposition.of(matrix(2, 3, 0, 1, 2, 10, 11, 12), "t", Arena.ofAuto());
        assertThat(turned.info()).isEqualTo(new TensorInfo("t", DType.F32, Shape.of(3, 2)));
        assertThat(turned.floats()).containsExactly(0, 10, 1, 11, 2, 12);
    }

    @ParameterizedTest
    @CsvSource({
        "F32, 0, 5",
        "F32, 5, 0",
        "F32, 1, 1",
        "F32, 33, 70",
        "F32, 64, 31",
        "F16, 13, 207",
        "BF16, 40, 3",
        "F64, 35, 36"
    })
    void turningTwiceGivesTheSameBitsAndPartsAreThoseOfTheWhole(
            DType dtype, long rows, long columns) {
        Tensor matrix = random(dtype, rows, columns);
        Tensor turned = Transposition.of(matrix, "t", Arena.ofAuto());
        assertThat(Transposition.of(turned, matrix.name(), Arena.ofAuto())).isEqualTo(matrix);
        assertSlowlyEqual(matrix, turned);
        int from = (int) (rows * columns / 3);
        int count = (int) (rows * columns / 2);
        byte[] part = new byte[count * dtype.bytes()];
        Transposition.copy(matrix.info(), matrix.data(), from, count, MemorySegment.ofArray(part));
        long begin = (long) from * dtype.bytes();
        assertThat(MemorySegment.ofArray(part).mismatch(turned.data().asSlice(begin, part.length)))
                .isEqualTo(-1);
    }

    @Test
    void valuesAreTurnedAsTheyAreRead() {
        FloatTensor values = Transposition.values(matrix(2, 3, 0, 1, 2, 10, Float.NaN, 12), "t");
        float[] read = new float[3];
        assertThat(values.readChecked(0, read, 2)).isTrue();
        assertThat(values.readChecked(1, read, 3)).isFalse();
        assertThat(read).containsExactly(10, 1, Float.NaN);
        assertThat(values.stored().orElseThrow().shape()).isEqualTo(Shape.of(3, 2));
    }

    @Test
    void onlyMatricesAreTurned() {
        assertThatThrownBy(() -> Transposition.of(Shape.of(2, 3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Only matrices can be turned over, found [2, 3, 4]");
    }

    private static void assertSlowlyEqual(Tensor matrix, Tensor turned) {
        long rows = matrix.shape().dims().get(0);
        long columns = matrix.shape().dims().get(1);
        int size = matrix.dtype().bytes();
        for (long r = 0; r < rows; r++) {
            for (long c = 0; c < columns; c++) {
                MemorySegment from = matrix.data().asSlice((r * columns + c) * size, size);
                MemorySegment into = turned.data().asSlice((c * rows + r) * size, size);
                assertThat(from.mismatch(into)).as("%d, %d", r, c).isEqualTo(-1);
            }
        }
    }

    private static Tensor random(DType dtype, long rows, long columns) {
        byte[] data = new byte[(int) (rows * columns * dtype.bytes())];
        new Random(5).nextBytes(data);
        return new Tensor(
                new TensorInfo("m", dtype, Shape.of(rows, columns)), MemorySegment.ofArray(data));
    }

    private static Tensor matrix(long rows, long columns, float... values) {
        byte[] data = new byte[values.length * Float.BYTES];
        Floats.encode(DType.F32, values, 0, values.length, MemorySegment.ofArray(data), 0);
        return new Tensor(
                new TensorInfo("m", DType.F32, Shape.of(rows, columns)),
                MemorySegment.ofArray(data));
    }
}
