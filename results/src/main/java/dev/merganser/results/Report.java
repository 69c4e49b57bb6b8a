package dev.merganser.results;

import dev.merganser.recipes.file.SmallFile;
import dev.merganser.results.report.MarkdownPage;
import dev.merganser.results.report.ReportWriter;
import dev.merganser.results.report.RunSummary;

/** The report of a run, written from what is in its folder alone. */
public final class Report {

    private Report() {}

    /**
     * Writes {@code report.html} whole or not at all, also while the run is still going on. Takes a
     * second or so: intervals and gains are computed anew from the item scores.
     *
     * @return what the report shows
     */
    public static RunSummary write(RunFolder folder) {
        RunSummary summary = RunSummaryReader.read(folder);
        ReportWriter.write(folder.report(), summary);
        return summary;
    }

    /** The run as a page of Markdown that may stand in a repository: it names no local folder. */
    public static String page(RunFolder folder, RunSummary summary) {
        return MarkdownPage.of(summary, SmallFile.text(folder.searchFile()));
    }
}
