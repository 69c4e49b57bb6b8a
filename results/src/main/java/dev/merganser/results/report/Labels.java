package dev.merganser.results.report;

import java.util.ArrayList;
import java.util.List;

/** Short texts beside points, each where it covers the least of the others and of the points. */
final class Labels {
    private static final double HEIGHT = 11;
    private static final double CHARACTER = 6.6;
    private static final double POINT = 6;
    private static final double[][] OFFSETS = {
        {8, -5},
        {8, 13},
        {-8, -5},
        {-8, 13},
        {0, -10},
        {0, 20},
        {11, 4},
        {-11, 4},
        {18, -14},
        {18, 20},
        {-18, -14},
        {-18, 20},
        {0, -22},
        {0, 31}
    };

    /** A text that belongs to a point. */
    record Label(double x, double y, String text, String kind) {}

    private record Box(double left, double top, double right, double bottom) {
        double overlap(Box other) {
            double width = Math.min(right, other.right) - Math.max(left, other.left);
            double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
            return width > 0 && height > 0 ? width * height : 0;
        }
    }

    private record Place(double x, double y, String anchor, Box box) {}

    private final Box area;
    private final List<Box> taken = new ArrayList<>();

    Labels(double x, double y, double width, double height) {
        this.area = new Box(x, y, x + width, y + height);
    }

    void place(Svg svg, List<Label> labels) {
        for (Label label : labels) {
            taken.add(
                    new Box(
                            label.x() - POINT,
                            label.y() - POINT,
                            label.x() + POINT,
                            label.y() + POINT));
        }
        for (Label label : labels.reversed()) {
            Place place = best(label);
            taken.add(place.box());
            svg.text(label.kind(), place.x(), place.y(), place.anchor(), label.text());
        }
    }

    private Place best(Label label) {
        Place best = at(label, OFFSETS[0]);
        double least = cost(best);
        for (double[] offset : OFFSETS) {
            Place place = at(label, offset);
            if (cost(place) < least) {
                best = place;
                least = cost(place);
            }
        }
        return best;
    }

    private double cost(Place place) {
        Box box = place.box();
        double inside = box.overlap(area);
        double size = (box.right() - box.left()) * (box.bottom() - box.top());
        double covered = taken.stream().mapToDouble(box::overlap).sum();
        return covered + 4 * (size - inside);
    }

    private static Place at(Label label, double[] offset) {
        double x = label.x() + offset[0];
        double y = label.y() + offset[1];
        double width = CHARACTER * label.text().length();
        String anchor = offset[0] > 0 ? "start" : offset[0] < 0 ? "end" : "middle";
        double left = offset[0] > 0 ? x : offset[0] < 0 ? x - width : x - width / 2;
        return new Place(x, y, anchor, new Box(left, y - HEIGHT + 2, left + width, y + 2));
    }
}
