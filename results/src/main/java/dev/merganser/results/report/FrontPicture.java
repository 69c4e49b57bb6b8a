package dev.merganser.results.report;

import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Objective;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The front drawn against the baselines on one split: a panel for each pair of objectives (up to
 * five objectives), from three objectives on all of them on parallel axes too, and a legend.
 * Colours are told apart by colour-blind people (Okabe and Ito), shapes differ as well, light and
 * dark follow the reader's system.
 */
public final class FrontPicture {
    private static final double WIDTH = 1040;
    private static final double LEFT = 72;
    private static final double BELOW = 64;
    private static final double GAP = 22;
    private static final double TITLE = 46;
    private static final int COLUMNS = 3;
    private static final int MOST_IN_PAIRS = 5;
    private static final int LEGEND_COLUMNS = 2;

    private final List<Objective> quantities;
    private final List<Mark> marks;
    private final Svg svg = new Svg();
    private double bottom;

    private FrontPicture(List<Objective> quantities, List<Mark> marks) {
        this.quantities = quantities;
        this.marks = marks;
    }

    /**
     * The picture alone, as an SVG file: for a README.
     *
     * @param title above the panels
     */
    public static String standalone(
            String title, FrontDocument front, String split, Optional<CandidateId> best) {
        var picture = new FrontPicture(front.objectives(), Mark.of(front, split, best));
        picture.bottom = TITLE;
        picture.svg.text("title", 24, 32, "start", title);
        picture.draw();
        return picture.svg.standalone(
                WIDTH, picture.bottom, picture.description(), StyleSheets.PICTURE);
    }

    /** The picture as an element of a page with our style sheet. */
    static String inline(List<Objective> quantities, List<Mark> marks) {
        var picture = new FrontPicture(quantities, marks);
        picture.draw();
        return picture.svg.inline(WIDTH, picture.bottom, picture.description());
    }

    private String description() {
        long members = marks.stream().filter(Mark::isFront).count();
        return "Pareto front of %d members against %d baselines in %s"
                .formatted(
                        members,
                        marks.size() - members,
                        String.join(", ", quantities.stream().map(Objective::name).toList()));
    }

    private void draw() {
        List<Axis> axes = quantities.stream().map(this::axis).toList();
        if (inPairs()) {
            drawPairs(axes);
        }
        if (axes.size() != 2) {
            drawParallel(axes);
        }
        drawLegend();
    }

    private boolean inPairs() {
        return quantities.size() >= 2 && quantities.size() <= MOST_IN_PAIRS;
    }

    /** The best tuned baseline is always shown: the front is read against it. */
    private Axis axis(Objective quantity) {
        return Axis.of(
                quantity,
                values(quantity, marks.stream().filter(FrontPicture::mustBeShown)),
                values(quantity, marks.stream().filter(mark -> !mustBeShown(mark))));
    }

    private static boolean mustBeShown(Mark mark) {
        return mark.isFront() || mark.kind().equals(Mark.BEST);
    }

    private static List<Double> values(Objective quantity, Stream<Mark> marks) {
        return marks.filter(mark -> mark.has(quantity)).map(mark -> mark.value(quantity)).toList();
    }

    private void drawPairs(List<Axis> axes) {
        List<List<Axis>> pairs = pairs(axes);
        int columns = Math.min(COLUMNS, pairs.size());
        double cell = columns == 1 ? 720 : WIDTH / columns;
        double start = columns == 1 ? (WIDTH - cell) / 2 : 0;
        double height = columns == 1 ? 430 : cell - LEFT - GAP;
        for (int i = 0; i < pairs.size(); i++) {
            double x = start + (i % columns) * cell + LEFT;
            int row = i / columns;
            double y = bottom + 10 + row * (height + BELOW);
            new Scatter(
                            pairs.get(i).getFirst(),
                            pairs.get(i).getLast(),
                            x,
                            y,
                            cell - LEFT - GAP,
                            height)
                    .draw(svg, marks);
        }
        int rows = (pairs.size() + columns - 1) / columns;
        bottom += 10 + rows * (height + BELOW);
    }

    private static List<List<Axis>> pairs(List<Axis> axes) {
        var pairs = new ArrayList<List<Axis>>();
        for (int i = 0; i < axes.size(); i++) {
            for (int j = i + 1; j < axes.size(); j++) {
                pairs.add(List.of(axes.get(i), axes.get(j)));
            }
        }
        return pairs;
    }

    private void drawParallel(List<Axis> axes) {
        double height = 230;
        new ParallelCoordinates(axes, 20, bottom + 56, WIDTH - 40, height).draw(svg, marks);
        bottom += 56 + height + 26;
    }

    private void drawLegend() {
        List<LegendEntry> entries = legend();
        double column = (WIDTH - 48) / LEGEND_COLUMNS;
        int rows = (entries.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
        for (int i = 0; i < entries.size(); i++) {
            int filled = i / rows;
            drawEntry(entries.get(i), 32 + filled * column, bottom + 18 + (i % rows) * 20);
        }
        bottom += rows * 20 + 18;
    }

    private record LegendEntry(String kind, String text) {}

    private List<LegendEntry> legend() {
        var entries = new ArrayList<LegendEntry>();
        entries.add(new LegendEntry(Mark.FRONT, "member of the Pareto front"));
        marks.stream()
                .filter(mark -> !mark.isFront())
                .sorted(Mark.BY_LABEL)
                .map(mark -> new LegendEntry(mark.kind(), legendText(mark)))
                .forEach(entries::add);
        if (inPairs()) {
            entries.add(new LegendEntry("stairs-front", "border of what the front dominates"));
            entries.add(
                    new LegendEntry("stairs-baseline", "border of what the baselines dominate"));
        }
        return entries;
    }

    private static String legendText(Mark mark) {
        String best = mark.kind().equals(Mark.BEST) ? " (best tuned baseline)" : "";
        return mark.label() + "  " + mark.name() + best;
    }

    private void drawEntry(LegendEntry entry, double x, double y) {
        switch (entry.kind()) {
            case Mark.FRONT -> svg.circle(Mark.FRONT, x, y, 4, "");
            case Mark.BEST -> svg.diamond(Mark.BEST, x, y, 6.5, "");
            case Mark.BASELINE -> svg.diamond(Mark.BASELINE, x, y, 5, "");
            default ->
                    svg.path(
                            entry.kind(),
                            "M%s %sh18".formatted(Svg.number(x - 9), Svg.number(y)),
                            "");
        }
        svg.text("legend", x + 15, y + 4, "start", entry.text());
    }
}
