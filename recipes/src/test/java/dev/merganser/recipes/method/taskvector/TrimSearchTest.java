package dev.merganser.recipes.method.taskvector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.parallel.Team;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** The plain twin is {@link Trim#keepingLargest}, itself compared with a sort. */
class TrimSearchTest {
    private static final int MANY = 600_011;

    /** Normal, as differences of bfloat16 (few values, many equal), mostly zero, all equal. */
    private static List<float[]> deltas() {
        float[] normal = new RandomTensors(1).normal(MANY, 1e-3);
        float[] coarse = new float[MANY];
        float[] sparse = new float[MANY];
        float[] equal = new float[MANY];
        for (int i = 0; i < MANY; i++) {
            coarse[i] = Math.round(normal[i] * 0x1p13f) * 0x1p-13f;
            sparse[i] = i % 10 == 0 ? normal[i] : 0;
            equal[i] = i % 2 == 0 ? 1 : -1;
        }
        return List.of(normal, coarse, sparse, equal);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-6, 0.05, 0.2, 0.5, 0.95, 0.99999, 1})
    void keepsWhatPlainHistogramsWouldKeep(double density) {
        List<float[]> deltas = deltas();
        ArrayMerge merge = ArrayMerge.of("ties").base(new float[MANY]).with("density", density);
        deltas.forEach(merge::model);
        MergeTensor tensor = merge.tensor();
        for (int threads : new int[] {1, 3}) {
            List<Sparsifier> trims = new ArrayList<>();
            Team.run(threads, workers -> trims.addAll(Trim.ofAll(tensor.withWorkers(workers))));
            for (int m = 0; m < trims.size(); m++) {
                assertThat(kept(trims.get(m), deltas.get(m)))
                        .isEqualTo(kept(plain(density, deltas.get(m)), deltas.get(m)));
            }
        }
    }

    private static Sparsifier plain(double density, float[] delta) {
        long wanted = density > 0 ? Math.max(1, (long) (density * MANY)) : 0;
        return wanted >= MANY
                ? Sparsifier.NONE
                : Trim.keepingLargest(
                        wanted, MANY, piece -> piece.accept(0, delta.clone(), delta.length));
    }

    private static float[] kept(Sparsifier trim, float[] delta) {
        float[] kept = delta.clone();
        trim.apply(0, kept, kept.length);
        return kept;
    }
}
