package dev.merganser.optimizer.command;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands that know where to print. */
final class CommandFactory implements IFactory {

    private final Console console;

    CommandFactory(Console console) {
        this.console = console;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (Command.class.isAssignableFrom(type)) {
            return type.getDeclaredConstructor(Console.class).newInstance(console);
        }
        return CommandLine.defaultFactory().create(type);
    }
}
