package dev.merganser.results.report;

import dev.merganser.results.front.BaselinePoint;
import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontPoint;
import dev.merganser.results.front.SplitValues;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Interval;
import dev.merganser.results.value.Objective;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A front member or baseline with what it reached on one split.
 *
 * @param kind {@code front}, {@code baseline} or {@code best}; also its class in pictures
 * @param label short, for the picture: the candidate
 * @param name for the legend and the tables
 */
record Mark(String kind, String label, String name, SplitValues values) {
    static final String FRONT = "front";
    static final String BASELINE = "baseline";
    static final String BEST = "best";

    /** By candidate, baselines first. */
    static final Comparator<Mark> BY_LABEL =
            Comparator.comparing((Mark mark) -> CandidateId.parse(mark.label()));

    /**
     * Those that are scored on a split: front members by number, then baselines, the best one last.
     */
    static List<Mark> of(FrontDocument front, String split, Optional<CandidateId> best) {
        var marks = new ArrayList<Mark>();
        front.points().forEach(point -> of(point, split).ifPresent(marks::add));
        Stream.of(false, true)
                .forEach(
                        isBest ->
                                front.baselines().stream()
                                        .filter(
                                                b ->
                                                        best.equals(Optional.of(b.candidate()))
                                                                == isBest)
                                        .forEach(b -> of(b, split, isBest).ifPresent(marks::add)));
        return marks;
    }

    private static Optional<Mark> of(FrontPoint point, String split) {
        String label = Integer.toString(point.candidate());
        return point.on(split).map(values -> new Mark(FRONT, label, "candidate " + label, values));
    }

    private static Optional<Mark> of(BaselinePoint point, String split, boolean best) {
        return point.on(split)
                .map(
                        values ->
                                new Mark(
                                        best ? BEST : BASELINE,
                                        point.candidate().toString(),
                                        point.name(),
                                        values));
    }

    boolean isFront() {
        return kind.equals(FRONT);
    }

    boolean has(Objective quantity) {
        return Double.isFinite(value(quantity));
    }

    double value(Objective quantity) {
        return values.value(quantity.name());
    }

    Optional<Interval> interval(Objective quantity) {
        return Optional.ofNullable(values.interval().get(quantity.name()));
    }

    /** Name and values with intervals, a line each. */
    String tip(List<Objective> quantities) {
        return quantities.stream()
                .filter(this::has)
                .map(quantity -> quantity.name() + " " + text(quantity))
                .collect(Collectors.joining("\n", heading() + "\n", ""));
    }

    private String heading() {
        return isFront() ? name : label + " · " + name;
    }

    /** The value with its interval. */
    String text(Objective quantity) {
        String ends =
                interval(quantity)
                        .map(
                                i ->
                                        " ["
                                                + Numbers.text(i.low())
                                                + ", "
                                                + Numbers.text(i.high())
                                                + "]")
                        .orElse("");
        return Numbers.text(value(quantity)) + ends;
    }
}
