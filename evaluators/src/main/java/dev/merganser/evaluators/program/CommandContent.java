package dev.merganser.evaluators.program;

import dev.merganser.evaluators.task.MeasuredContent;
import dev.merganser.evaluators.task.MeasuredScores;
import dev.merganser.evaluators.task.MeasurementException;
import dev.merganser.evaluators.task.ModelRoom;
import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.yaml.DurationText;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A program that scores a model's files and writes the scores down.
 *
 * @param task the task's name, for messages
 * @param items how many items each split has
 * @param better by metric whether a higher value is better, at least one
 * @param timeout how long the program may take
 * @param folder where it runs
 */
record CommandContent(
        String task,
        ProgramWords run,
        Map<Split, Integer> items,
        SequencedMap<String, Boolean> better,
        Duration timeout,
        ModelRoom room,
        Path folder)
        implements MeasuredContent {

    private static final String SCORES = "scores.json";

    CommandContent {
        items = Map.copyOf(new EnumMap<>(items));
        better = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(better));
    }

    @Override
    public int itemCount(Split split) {
        return items.getOrDefault(split, 0);
    }

    @Override
    public Set<String> metrics() {
        return better.keySet();
    }

    @Override
    public boolean higherIsBetter(String metric) {
        return Objects.requireNonNull(better.get(metric), metric);
    }

    @Override
    public String words() {
        return "Task '%s' runs a program for each candidate, in %s and for at most %s: %s"
                .formatted(task, folder, DurationText.of(timeout), String.join(" ", run.words()));
    }

    @Override
    public MeasuredScores measure(
            Path model, Split split, Path scratch, BooleanSupplier cancelled) {
        Path output = scratch.resolve(SCORES).toAbsolutePath();
        Map<String, String> places =
                Map.of(
                        ProgramWords.MODEL, model.toAbsolutePath().toString(),
                        ProgramWords.SPLIT, split.key(),
                        ProgramWords.OUTPUT, output.toString());
        ProgramRun ended = run(run.filled(places), cancelled);
        try {
            requireGoodEnd(ended);
            return ScoresFile.read(output, metrics(), itemCount(split));
        } catch (BadDataException e) {
            throw failure(String.valueOf(e.getMessage()), ended.output(), places);
        }
    }

    private void requireGoodEnd(ProgramRun ended) {
        int exit =
                ended.exit()
                        .orElseThrow(
                                () ->
                                        new BadDataException(
                                                "it must end within " + DurationText.of(timeout)));
        if (exit != 0) {
            throw new BadDataException("it must exit with 0, found " + exit);
        }
    }

    private ProgramRun run(List<String> words, BooleanSupplier cancelled) {
        try {
            return ProgramRun.of(words, folder, timeout, cancelled);
        } catch (IOException e) {
            throw new BadDataException(
                    "Task '%s', %s: it must start, but: %s"
                            .formatted(task, Quoted.text(run.program()), e.getMessage()),
                    e);
        }
    }

    private MeasurementException failure(
            String reason, KeptOutput output, Map<String, String> places) {
        String last = unplaced(output.lastLine(), places);
        String words =
                last.isEmpty() ? "It printed nothing." : "Its last line: " + Quoted.line(last);
        return new MeasurementException(
                "Task '%s', %s: %s. %s"
                        .formatted(
                                task, Quoted.text(run.program()), unplaced(reason, places), words),
                output.text());
    }

    /** Without the names of folders, which are never the same: equal failures read the same. */
    private static String unplaced(String text, Map<String, String> places) {
        String unplaced = text;
        for (String place : List.of(ProgramWords.MODEL, ProgramWords.OUTPUT)) {
            String path = Objects.requireNonNull(places.get(place));
            unplaced = unplaced.replace(path, "{" + place + "}");
        }
        return unplaced;
    }
}
