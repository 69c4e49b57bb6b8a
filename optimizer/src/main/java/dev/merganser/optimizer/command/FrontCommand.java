package dev.merganser.optimizer.command;

import dev.merganser.results.RunFolder;
import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontFile;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/** {@code merganser front}. */
@picocli.CommandLine.Command(name = "front", description = "Show the Pareto front of a run.")
final class FrontCommand extends Command {

    /** How to show it. */
    enum Format {
        TABLE,
        CSV,
        JSON
    }

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path run = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "F",
            description = "${COMPLETION-CANDIDATES}; table by default.")
    private Format format = Format.TABLE;

    FrontCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        FrontDocument front = FrontFile.read(RunFolder.open(run).frontJson());
        console.out()
                .print(
                        switch (format) {
                            case TABLE -> FrontTable.text(front, front.points().size());
                            case CSV -> FrontFile.csv(front);
                            case JSON -> FrontFile.json(front);
                        });
        console.out().flush();
        return 0;
    }
}
