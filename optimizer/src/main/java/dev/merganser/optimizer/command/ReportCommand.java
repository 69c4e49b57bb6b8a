package dev.merganser.optimizer.command;

import dev.merganser.recipes.file.WholeFile;
import dev.merganser.results.Report;
import dev.merganser.results.RunFolder;
import dev.merganser.results.report.FrontPicture;
import dev.merganser.results.report.RunSummary;
import dev.merganser.results.value.SplitKeys;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/** {@code merganser report}. */
@picocli.CommandLine.Command(name = "report", description = "Write a run's report.html anew.")
final class ReportCommand extends Command {

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path run = Path.of("");

    @Option(
            names = "--picture",
            paramLabel = "FILE.svg",
            description = "Write the picture of the front on validation, too.")
    private @Nullable Path picture;

    @Option(
            names = "--page",
            paramLabel = "FILE.md",
            description = "Write verdicts and values as a page of Markdown, too.")
    private @Nullable Path page;

    ReportCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        RunFolder folder = RunFolder.open(run);
        RunSummary summary = Report.write(folder);
        console.out().println(folder.report());
        if (picture != null) {
            WholeFile.write(picture, drawn(summary));
            console.out().println(picture);
        }
        if (page != null) {
            WholeFile.write(page, Report.page(folder, summary));
            console.out().println(page);
        }
        return 0;
    }

    /** The front against the baselines on validation, or on search where that is all there is. */
    private static String drawn(RunSummary summary) {
        boolean validated =
                summary.front().points().stream().anyMatch(p -> p.validation().isPresent());
        String split = validated ? SplitKeys.VALIDATION : SplitKeys.SEARCH;
        return FrontPicture.standalone(
                "%s: the front against the baselines, %s".formatted(summary.name(), split),
                summary.front(),
                split,
                summary.bestBaseline());
    }
}
