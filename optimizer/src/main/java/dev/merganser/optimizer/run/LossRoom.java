package dev.merganser.optimizer.run;

import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.space.ParameterSpace;
import dev.merganser.optimizer.space.SpaceSettings;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.ByteCount;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What learning takes of the memory of a search before candidates are scored, in sets of float32
 * weights: the weights that are learned, the base and a vector of each expert, and the teachers;
 * and the parts that elements are in, where they are drawn.
 *
 * @param experts how many
 * @param teachers how many experts teach
 * @param setBytes of one set
 * @param drawnBytes of drawn parts, a byte an element; 0 where none are drawn
 */
record LossRoom(int experts, int teachers, long setBytes, long drawnBytes) {

    /** The settings of a search with the memory that learning leaves for scoring. */
    static SearchSettings beside(SearchSettings settings, Checkpoint base) {
        return of(settings, base)
                .map(room -> settings.withRuntime(room.beside(settings.runtime())))
                .orElse(settings);
    }

    /** The room for a search; empty where it learns no coefficients. */
    static Optional<LossRoom> of(SearchSettings settings, Checkpoint base) {
        return settings.algorithm()
                .coefficients()
                .map(learning -> of(settings, learning.losses(), elements(base)));
    }

    private static LossRoom of(SearchSettings settings, LossSettings losses, long elements) {
        return new LossRoom(
                settings.models().experts().size(),
                teachers(losses, LossRules.descended(settings)),
                elements * Float.BYTES,
                drawsParts(settings.space()) ? elements : 0);
    }

    private static boolean drawsParts(SpaceSettings space) {
        return space instanceof ParameterSpace merges && merges.division().isDrawn();
    }

    /** How many experts teach some tasks. */
    static int teachers(LossSettings losses, Set<String> tasks) {
        Map<String, String> teachers = losses.guidance().teachers();
        return losses.isTaught()
                ? (int)
                        tasks.stream()
                                .map(teachers::get)
                                .filter(Objects::nonNull)
                                .distinct()
                                .count()
                : 0;
    }

    private static long elements(Checkpoint base) {
        return base.tensors().stream()
                .filter(info -> info.dtype().isFloat())
                .mapToLong(info -> info.shape().elements())
                .sum();
    }

    private int sets() {
        return 2 + experts + teachers;
    }

    /** What is left for scoring; wrong use where that is not one set. */
    RuntimeSettings beside(RuntimeSettings runtime) {
        long left = runtime.memoryBytes() - sets() * setBytes - drawnBytes;
        if (left < Math.max(1, setBytes)) {
            throw new WrongUseException(
                    "runtime.memory must hold %d sets of weights of %s each%s to learn them (one to score with, the learned one, the base and %d vectors, %d teachers), but is %s."
                            .formatted(
                                    sets() + 1,
                                    ByteCount.text(setBytes),
                                    drawnBytes > 0
                                            ? " and %s of drawn parts"
                                                    .formatted(ByteCount.text(drawnBytes))
                                            : "",
                                    experts,
                                    teachers,
                                    ByteCount.text(runtime.memoryBytes())));
        }
        return runtime.withMemoryBytes(left);
    }
}
