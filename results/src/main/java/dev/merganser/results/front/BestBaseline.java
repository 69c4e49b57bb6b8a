package dev.merganser.results.front;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The best tuned baseline: the one with the largest single-point hypervolume on search. */
public final class BestBaseline {

    private BestBaseline() {}

    /** The first of the best; empty where there are no baselines. */
    public static Optional<BaselinePoint> of(ReferencePoint frame, List<BaselinePoint> baselines) {
        return baselines.stream()
                .sorted(Comparator.comparingDouble((BaselinePoint b) -> -volume(frame, b)))
                .findFirst();
    }

    private static double volume(ReferencePoint frame, BaselinePoint baseline) {
        return frame.hypervolume(List.of(frame.costs(baseline.search().values())));
    }
}
