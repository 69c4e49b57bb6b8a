package dev.merganser.optimizer.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code merganser} itself: lists its commands. */
@picocli.CommandLine.Command(
        name = "merganser",
        description = "Finds merge recipes for neural networks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            SearchCommand.class,
            ResumeCommand.class,
            MergeCommand.class,
            CheckCommand.class,
            InspectCommand.class,
            EvaluateCommand.class,
            FrontCommand.class,
            ReportCommand.class,
            ExportCommand.class,
            MethodsCommand.class,
            DoctorCommand.class
        })
final class RootCommand implements Callable<Integer> {

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "A command must be given, found none.");
    }
}
