package dev.merganser.optimizer;

import dev.merganser.optimizer.command.CommandLineRunner;
import dev.merganser.optimizer.command.Console;

import java.util.Locale;

/** The program {@code merganser}. */
public final class Merganser {

    private Merganser() {}

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT); // digits and decimal points in messages and files
        System.exit(CommandLineRunner.run(Console.system(), arguments));
    }
}
