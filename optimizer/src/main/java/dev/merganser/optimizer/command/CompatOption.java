package dev.merganser.optimizer.command;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Semantics;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/** The option that says by whose rules a recipe is carried out. */
final class CompatOption {

    @Option(
            names = "--compat",
            paramLabel = "mergekit",
            description =
                    "Reproduce mergekit's arithmetic and quirks, each that took effect noted.")
    private @Nullable String compat;

    /** Merganser's rules, unless mergekit's are asked for. */
    Semantics semantics() {
        if (compat == null) {
            return Semantics.SAFE;
        }
        if (!compat.equals("mergekit")) {
            throw new WrongUseException("--compat must be mergekit, found '" + compat + "'.");
        }
        return Semantics.MERGEKIT;
    }
}
