package dev.merganser.optimizer.algorithm;

import dev.merganser.results.value.Direction;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the objectives before anything is proposed.
 *
 * @param directions one an objective: costs of one that is maximized are its negated values
 * @param points that were evaluated before, such as the baselines that the space can express
 * @param reference costs beyond which a point is of no use, one an objective; empty: unknown
 */
public record Evidence(
        List<Direction> directions, List<Point> points, Optional<List<Double>> reference) {

    /** The costs of one gene vector. */
    public record Point(List<Double> genes, Outcome.Costs costs) {
        public Point {
            genes = List.copyOf(genes);
        }
    }

    public Evidence {
        directions = List.copyOf(directions);
        points = List.copyOf(points);
        reference = reference.map(List::copyOf);
    }

    /** Nothing: so many objectives that are costs as they are. */
    static Evidence none(int objectives) {
        return new Evidence(
                Collections.nCopies(Math.max(objectives, 0), Direction.MINIMIZE),
                List.of(),
                Optional.empty());
    }

    void require(int genes, int objectives) {
        boolean fits =
                directions.size() == objectives
                        && reference.stream().allMatch(costs -> costs.size() == objectives)
                        && points.stream()
                                .allMatch(
                                        point ->
                                                point.genes().size() == genes
                                                        && point.costs().values().size()
                                                                == objectives);
        if (!fits) {
            throw new IllegalArgumentException(
                    "Evidence must have %d genes a point and %d objectives, found %s"
                            .formatted(genes, objectives, this));
        }
    }
}
