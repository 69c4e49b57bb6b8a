package dev.merganser.optimizer.command;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code merganser} itself: lists its commands. */
@picocli.CommandLine.Command(
        name = "merganser",
        description = "Finds merge recipes for neural networks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class RootCommand implements Callable<Integer> {

    private static final List<Class<? extends Command>> COMMANDS =
            List.of(
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
                    SurveyCommand.class,
                    DoctorCommand.class);

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    /** The command line with all commands. */
    static CommandLine line(Console console) {
        return line(console, COMMANDS);
    }

    /**
     * The command line for these arguments: with all commands, or where the first argument is one
     * of them with that one alone, since looking at all costs a tenth of a second.
     */
    static CommandLine line(Console console, String... arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        List<Class<? extends Command>> asked =
                COMMANDS.stream().filter(type -> nameOf(type).equals(first)).toList();
        return line(console, asked.isEmpty() ? COMMANDS : asked);
    }

    private static CommandLine line(Console console, List<Class<? extends Command>> commands) {
        CommandFactory factory = new CommandFactory(console);
        CommandLine line = new CommandLine(new RootCommand(), factory);
        commands.forEach(type -> line.addSubcommand(new CommandLine(type, factory)));
        return line;
    }

    /** {@code merge} for MergeCommand. */
    private static String nameOf(Class<? extends Command> type) {
        return type.getSimpleName().replace("Command", "").toLowerCase(Locale.ROOT);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "A command must be given, found none.");
    }
}
