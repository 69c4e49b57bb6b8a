package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.run.LossProgress;
import dev.merganser.optimizer.run.SearchProgress;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

class ProgressPrinterTest {

    private static final String LINE_START = "\r\u001b[2K\u001b[?7l";
    private static final String LINE_END = "\u001b[?7h";

    private final StringWriter err = new StringWriter();

    private ProgressPrinter printer(boolean live) {
        var console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), live);
        return new ProgressPrinter(console);
    }

    private static SearchProgress progress(int evaluations, double seconds) {
        return new SearchProgress(
                evaluations,
                1000,
                450_000,
                seconds,
                OptionalDouble.of(83.2),
                0.41239,
                23,
                Map.of("digits.nll", 0.0933),
                Optional.empty());
    }

    @Test
    void aDescentShowsItsStepsAndTheLossOnHeldOutItems() {
        ProgressPrinter printer = printer(true);
        printer.phase("search");
        SearchProgress plain = progress(250, 250);
        printer.progress(
                new SearchProgress(
                        plain.evaluations(),
                        plain.budget(),
                        plain.items(),
                        plain.seconds(),
                        plain.secondsLeft(),
                        plain.hypervolume(),
                        plain.frontSize(),
                        plain.best(),
                        Optional.of(
                                new LossProgress(
                                        120,
                                        OptionalDouble.of(0.8312),
                                        OptionalDouble.of(0.7966)))));
        assertThat(err.toString())
                .contains("left  120 losses  held-out loss 0.831, best 0.797  1,800 items/s");
    }

    @Test
    void aTerminalShowsTheFirstCandidateAtOnceAndIsLeftClean() {
        ProgressPrinter printer = printer(true);
        printer.phase("search");
        printer.progress(progress(250, 250));
        printer.progress(progress(251, 251));
        printer.finish();
        assertThat(err.toString())
                .isEqualTo(
                        "search …\n"
                                + LINE_START
                                + "[#####...............]  250/1000  1 min 24 s left  1,800 items/s  hypervolume 0.4124  front of 23  best digits.nll 0.093"
                                + LINE_END
                                + "\r\u001b[2K");
    }

    @Test
    void elsewhereThereIsNoLineUntilTenSecondsHavePassed() {
        ProgressPrinter printer = printer(false);
        printer.phase("search");
        printer.progress(progress(250, 250));
        printer.warning("a word");
        printer.finish();
        assertThat(err.toString()).isEqualTo("search …\nwarning: a word\n");
    }

    @Test
    void nothingIsSaidOfAFrontThatIsEmpty() {
        ProgressPrinter printer = printer(true);
        printer.phase("search");
        printer.progress(
                new SearchProgress(
                        0, 10, 0, 0, OptionalDouble.empty(), 0, 0, Map.of(), Optional.empty()));
        assertThat(err.toString())
                .isEqualTo("search …\n" + LINE_START + "[....................]  0/10" + LINE_END);
    }
}
