package dev.merganser.optimizer.space;

import java.util.List;
import java.util.Map;

/** The differences of the experts from the base. */
@FunctionalInterface
public interface TaskVectors {

    /**
     * Squared Euclidean norms by float tensor, those of one in the order of the experts. Reads all
     * weights.
     */
    Map<String, List<Double>> squaredNorms();
}
