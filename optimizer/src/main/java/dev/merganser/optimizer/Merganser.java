package dev.merganser.optimizer;

import dev.merganser.optimizer.command.CommandLineRunner;
import dev.merganser.optimizer.command.Console;

/** The program {@code merganser}. */
public final class Merganser {

    private Merganser() {}

    public static void main(String[] arguments) {
        VectorModule.load();
        System.exit(CommandLineRunner.run(Console.system(), arguments));
    }
}
