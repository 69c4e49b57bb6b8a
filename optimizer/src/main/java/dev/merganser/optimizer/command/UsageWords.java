package dev.merganser.optimizer.command;

import dev.merganser.recipes.error.Suggestions;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.Set;

/** What is wrong with a command line, in the words of people. */
final class UsageWords {

    private UsageWords() {}

    static String of(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unknown(unmatched, unmatched.getUnmatched().getFirst());
        }
        return String.valueOf(e.getMessage());
    }

    private static String unknown(UnmatchedArgumentException e, String word) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        if (word.startsWith("-")) {
            Set<String> options = command.optionsMap().keySet();
            return "There is no option '%s'.%s"
                    .formatted(word, Suggestions.didYouMean(word, options));
        }
        Set<String> commands = command.subcommands().keySet();
        return commands.isEmpty()
                ? "'%s' is one argument too many.".formatted(word)
                : "There is no command '%s'.%s"
                        .formatted(word, Suggestions.didYouMean(word, commands));
    }
}
