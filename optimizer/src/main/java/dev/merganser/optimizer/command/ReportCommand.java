package dev.merganser.optimizer.command;

import dev.merganser.results.Report;
import dev.merganser.results.RunFolder;

import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/** {@code merganser report}. */
@picocli.CommandLine.Command(name = "report", description = "Write a run's report.html anew.")
final class ReportCommand extends Command {

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path run = Path.of("");

    ReportCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        RunFolder folder = RunFolder.open(run);
        Report.write(folder);
        console.out().println(folder.report());
        return 0;
    }
}
