package dev.merganser.results.report;

import dev.merganser.results.journal.Event.Step;
import dev.merganser.results.value.InOrder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the loss fell that an algorithm descended. Losses that were not finite are left out.
 *
 * @param draws the losses on draws, in order; none of them says much alone
 * @param heldOut the losses on held-out items, in order
 * @param gradients how many of {@code draws} came with a gradient
 * @param forwards forward passes of one item in all
 * @param evaluations how many evaluations those are worth
 */
public record LossCurve(
        List<Point> draws, List<Point> heldOut, long gradients, long forwards, int evaluations) {

    public LossCurve {
        draws = List.copyOf(draws);
        heldOut = List.copyOf(heldOut);
    }

    /**
     * A loss.
     *
     * @param after how many losses on draws had been asked for, itself included
     * @param tasks its parts by task
     */
    public record Point(int after, double total, Map<String, Double> tasks) {
        public Point {
            tasks = InOrder.copyOf(tasks);
        }
    }

    /** The curve of a run's steps; empty where there are none. */
    public static Optional<LossCurve> of(List<Step> steps, int evaluations) {
        return steps.isEmpty() ? Optional.empty() : Optional.of(curve(steps, evaluations));
    }

    private static LossCurve curve(List<Step> steps, int evaluations) {
        List<Point> draws = new ArrayList<>();
        List<Point> heldOut = new ArrayList<>();
        for (Step step : steps.stream().filter(Step::isFinite).toList()) {
            switch (step.kind()) {
                case START -> {} // before tasks are balanced, so not on the curve
                case LOSS, GRADIENT -> draws.add(point(draws.size() + 1, step));
                case HELD_OUT -> heldOut.add(point(draws.size(), step));
            }
        }
        return new LossCurve(
                draws,
                heldOut,
                steps.stream().filter(step -> step.gradient().isPresent()).count(),
                steps.stream().mapToLong(Step::forwards).sum(),
                evaluations);
    }

    private static Point point(int after, Step step) {
        return new Point(after, step.total(), step.tasks());
    }

    /** The lowest loss on held-out items; the first of equal ones. */
    public Optional<Point> best() {
        return heldOut.stream().min(Comparator.comparingDouble(Point::total));
    }

    /** What was done and what came of it, as a sentence. */
    public String words() {
        return work() + best().map(this::fall).orElse("") + ".";
    }

    private String work() {
        return String.format(
                Locale.ROOT,
                "Learned from %s: %,d forward passes of an item, worth %,d evaluations",
                asked(),
                forwards,
                evaluations);
    }

    /** What was asked for, such as {@code 300 gradients}. */
    String asked() {
        long losses = draws.size() - gradients;
        String lossWords = counted(losses, "loss", "losses");
        if (gradients == 0) {
            return lossWords;
        }
        String gradientWords = counted(gradients, "gradient", "gradients");
        return losses == 0 ? gradientWords : gradientWords + " and " + lossWords;
    }

    private static String counted(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    private String fall(Point best) {
        return "; held-out loss %s at first, %s at best, after %,d"
                .formatted(
                        Numbers.text(heldOut.getFirst().total()),
                        Numbers.text(best.total()),
                        best.after());
    }
}
