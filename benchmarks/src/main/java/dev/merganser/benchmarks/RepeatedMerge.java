package dev.merganser.benchmarks;

import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeWriter;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Merges several times in one JVM and compares with a copy, which reads all inputs once and writes
 * one of them: {@code RepeatedMerge RECIPE INPUT… } from the folder that the recipe is written for,
 * the inputs being the files of weights that it reads.
 */
public final class RepeatedMerge {
    private static final int ROUNDS = 5;
    private static final int BUFFER = 1 << 20;

    private RepeatedMerge() {}

    public static void main(String[] arguments) throws IOException {
        Recipe recipe = RecipeReader.read(Path.of(arguments[0]));
        List<Path> inputs = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            inputs.add(Path.of(arguments[i]));
        }
        for (int round = 1; round <= ROUNDS; round++) {
            double copy = copy(inputs);
            double merge = merge(recipe);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: copy %.3f s, merge %.3f s, %.2f of the speed of a copy%n",
                    round,
                    copy,
                    merge,
                    copy / merge);
        }
    }

    private static double merge(Recipe recipe) throws IOException {
        Path out = Path.of("repeated-merge.safetensors");
        long start = System.nanoTime();
        try (Models models = Models.open(Path.of(""))) {
            MergeWriter.write(
                    Merger.plan(recipe, models), out, Runtime.getRuntime().availableProcessors());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Files.delete(out);
        return seconds;
    }

    private static double copy(List<Path> inputs) throws IOException {
        Path out = Path.of("repeated-copy.safetensors");
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long start = System.nanoTime();
        try (FileChannel to =
                FileChannel.open(out, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < inputs.size(); i++) {
                read(inputs.get(i), buffer, i == 0 ? to : null);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Files.delete(out);
        return seconds;
    }

    private static void read(Path input, ByteBuffer buffer, @Nullable FileChannel to)
            throws IOException {
        try (FileChannel from = FileChannel.open(input)) {
            while (from.read(buffer.clear()) > 0) {
                buffer.flip();
                while (to != null && buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        }
    }
}
