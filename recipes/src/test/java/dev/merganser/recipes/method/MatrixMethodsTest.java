package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.matrix.MemoryRoom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** What methods that hold whole matrices share. */
class MatrixMethodsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tsvm", "iso_c", "iso_cts", "opcm", "doge", "wudi", "swudi", "aswudi", "regmean"
            })
    void waitForRoomOnTheHeap(String method) throws InterruptedException {
        ArrayMerge merge = ArrayMerge.of(method).shaped(2, 3);
        if (MergeMethods.named(method).descriptor().baseUse() == BaseUse.REQUIRED) {
            merge.base(0, 0, 0, 0, 0, 0);
        }
        merge.model(1, 2, 3, 4, 5, 7).model(2, 0, 1, 1, 0, 3);
        float[] alone = merge.merged();
        var waited = new CompletableFuture<float[]>();
        Thread merging = new Thread(() -> waited.complete(merge.merged()));
        boolean began = MemoryRoom.HEAP.with(Long.MAX_VALUE / 8, () -> finds(merging));
        merging.join();
        assertThat(began).as("waits for room").isTrue();
        assertThat(waited.join()).isEqualTo(alone);
    }

    /** Starts a thread; whether it comes to wait for room before it ends. */
    private static boolean finds(Thread merging) {
        merging.start();
        while (merging.isAlive()) {
            if (merging.getState() == Thread.State.WAITING && isInRoom(merging)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private static boolean isInRoom(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(MemoryRoom.class.getName()));
    }

    @Test
    void aMatrixThatCannotBeDecomposedIsNamed() {
        MergeTensor tensor =
                ArrayMerge.of("opcm").named("w").shaped(1, 1).base(0).model(1).tensor();
        assertThatThrownBy(
                        () ->
                                TensorMatrix.decomposed(
                                        "opcm",
                                        tensor,
                                        () -> {
                                            throw new ArithmeticException("It was not found");
                                        }))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Tensor 'w' cannot be merged by opcm: It was not found. Maybe a weight is too large.");
    }
}
