package dev.merganser.optimizer.command;

import dev.merganser.recipes.adapter.AdapterReport;
import dev.merganser.recipes.adapter.AdapterSettings;
import dev.merganser.recipes.error.WrongUseException;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** {@code --lora-rank} and what belongs to it: the merge is written as an adapter of its base. */
final class AdapterOptions {

    private static final int NOT_GIVEN = Integer.MIN_VALUE;

    @Option(
            names = "--lora-rank",
            paramLabel = "R",
            description = "Write a LoRA adapter of the base, of this rank, in place of the model.")
    private int rank = NOT_GIVEN;

    @Option(
            names = "--lora-skip-others",
            description =
                    "Leave embeddings and norms out of the adapter; else they are in it whole.")
    private boolean skipOthers;

    /** Whether an adapter is asked for. */
    boolean given() {
        if (rank != NOT_GIVEN && rank < 1) {
            throw new WrongUseException("--lora-rank must be at least 1, found " + rank + ".");
        }
        if (rank == NOT_GIVEN && skipOthers) {
            throw new WrongUseException("--lora-skip-others needs --lora-rank R; found none.");
        }
        return rank != NOT_GIVEN;
    }

    AdapterSettings settings() {
        return new AdapterSettings(rank, !skipOthers);
    }

    /** The complaint about an option that says how a full model is written. */
    static WrongUseException meaningless(String option) {
        return new WrongUseException(
                "--lora-rank writes an adapter in float32, for which %s means nothing; leave one of them out."
                        .formatted(option));
    }

    /** Says what an adapter keeps. */
    void print(AdapterReport report, Path out, Console console) {
        new AdapterPrinter(rank, report).print(out, console);
    }
}
