package dev.merganser.recipes.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

class PartitionTest {

    @Test
    void chunksAreRunsAsEvenAsCanBe() {
        assertThat(parts(Partition.chunks(7, 3), 0, 7)).containsExactly(0, 0, 0, 1, 1, 2, 2);
        assertThat(parts(Partition.chunks(2, 3), 0, 2)).containsExactly(0, 1);
        assertThat(parts(Partition.chunks(5, 1), 3, 2)).containsExactly(0, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 5", "13, 4", "207, 256", "4098, 7", "1000000007, 3"})
    void aChunkBeginsWhereItsFirstElementIs(long elements, int parts) {
        var chunks = Partition.chunks(elements, parts);
        assertThat(chunks.begin(0)).isZero();
        assertThat(chunks.begin(parts)).isEqualTo(elements);
        for (int part = 0; part < parts; part++) {
            long begin = chunks.begin(part);
            long end = chunks.begin(part + 1);
            if (end > begin) {
                assertThat(chunks.of(begin)).isEqualTo(part);
                assertThat(chunks.of(end - 1)).isEqualTo(part);
            }
        }
    }

    @Test
    void noPartsAreRefused() {
        assertThatThrownBy(() -> Partition.chunks(3, 0)).hasMessageContaining("found 0");
        assertThatThrownBy(() -> MaskSource.seeded(1).partition("w", 0))
                .hasMessageContaining("found 0");
    }

    /** With the same bits, a mask of density k / parts keeps the elements of the first k parts. */
    @Test
    void drawnPartsAreTheStepsOfAMask() {
        MaskSource source = MaskSource.seeded(42);
        int[] parts = parts(source.partition("layers.0.weight", 8), 0, 9001);
        for (int k = 1; k < 8; k++) {
            boolean[] kept = new boolean[parts.length];
            source.mask("layers.0.weight", -1, k / 8.0).read(0, kept, kept.length);
            for (int i = 0; i < kept.length; i++) {
                assertThat(parts[i] < k).isEqualTo(kept[i]);
            }
        }
    }

    @Test
    void drawnPartsAreAboutEvenAndDependOnTheSeedAndTheTensor() {
        int[] ours = parts(MaskSource.seeded(1).partition("w", 5), 0, 100_000);
        for (int part = 0; part < 5; part++) {
            int wanted = part;
            assertThat(Arrays.stream(ours).filter(p -> p == wanted).count())
                    .isBetween(19_400L, 20_600L);
        }
        assertThat(parts(MaskSource.seeded(2).partition("w", 5), 0, 99)).isNotEqualTo(head(ours));
        assertThat(parts(MaskSource.seeded(1).partition("v", 5), 0, 99)).isNotEqualTo(head(ours));
    }

    @Test
    void drawnPartsDoNotDependOnBlocks() {
        Partition partition = MaskSource.seeded(3).partition("w", 31);
        int[] whole = parts(partition, 0, 9001);
        for (int from : new int[] {1, 13, 4095, 4097}) {
            assertThat(parts(partition, from, 4100))
                    .isEqualTo(Arrays.copyOfRange(whole, from, from + 4100));
        }
    }

    private static int[] head(int[] parts) {
        return Arrays.copyOf(parts, 99);
    }

    private static int[] parts(Partition partition, long from, int count) {
        int[] parts = new int[count];
        partition.read(from, parts, count);
        return parts;
    }
}
