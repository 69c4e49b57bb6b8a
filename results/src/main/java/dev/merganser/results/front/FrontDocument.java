package dev.merganser.results.front;

import dev.merganser.results.value.InOrder;
import dev.merganser.results.value.Objective;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The content of {@code front.json}.
 *
 * @param measures what is measured besides the objectives
 * @param points members of the front, by candidate number
 * @param hypervolume of the front; empty before the baselines are scored, as is the reference point
 * @param referencePoint by objective name, in natural units
 * @param testSeen whether the search went on after the test split had been looked at
 */
public record FrontDocument(
        List<Objective> objectives,
        List<Objective> measures,
        List<FrontPoint> points,
        List<BaselinePoint> baselines,
        OptionalDouble hypervolume,
        Map<String, Double> referencePoint,
        boolean testSeen) {

    public FrontDocument {
        objectives = List.copyOf(objectives);
        measures = List.copyOf(measures);
        points = List.copyOf(points);
        baselines = List.copyOf(baselines);
        referencePoint = InOrder.copyOf(referencePoint);
    }
}
