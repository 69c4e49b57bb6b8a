package dev.merganser.evaluators.program;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line as words, with places for what is known when it runs: {@code {model}}, {@code
 * {split}} and {@code {output}}. No shell sees it.
 */
record ProgramWords(List<String> words) {

    static final String MODEL = "model";
    static final String SPLIT = "split";
    static final String OUTPUT = "output";

    private static final String RUN = "run";
    private static final List<String> PLACES = List.of(MODEL, SPLIT, OUTPUT);
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z_]+)}");

    ProgramWords {
        words = List.copyOf(words);
    }

    /** The words under {@code run}. */
    static ProgramWords of(YamlMap yaml) {
        List<String> words = yaml.list(RUN).stream().map(value -> word(yaml, value)).toList();
        var run = new ProgramWords(words);
        if (words.isEmpty() || PLACE.matcher(words.getFirst()).find()) {
            throw yaml.wrong("run must begin with a program, found " + words);
        }
        words.forEach(word -> requireKnown(yaml, word));
        for (String place : List.of(MODEL, OUTPUT)) {
            run.require(yaml, place);
        }
        return run;
    }

    private static String word(YamlMap yaml, YamlValue value) {
        return switch (value) {
            case YamlValue.Text(String text) -> text;
            case YamlValue.Number(double number) when number == Math.rint(number) ->
                    String.valueOf((long) number);
            case YamlValue.Number(double number) -> String.valueOf(number);
            case YamlValue.Flag(boolean flag) -> String.valueOf(flag);
            case YamlValue.Items _, YamlValue.Empty _ -> throw mismatch(yaml, value);
            case YamlValue.Mapping(YamlMap map) ->
                    throw map.keys().size() == 1 && PLACES.containsAll(map.keys())
                            ? yaml.wrong(
                                    "run must be a list of words, and {%1$s} must stand in quotes: \"{%1$s}\""
                                            .formatted(map.keys().iterator().next()))
                            : mismatch(yaml, value);
        };
    }

    private static WrongUseException mismatch(YamlMap yaml, YamlValue value) {
        return yaml.mismatch(RUN, "a list of words", value);
    }

    private static void requireKnown(YamlMap yaml, String word) {
        Matcher places = PLACE.matcher(word);
        while (places.find()) {
            String place = places.group(1);
            if (!PLACES.contains(place)) {
                throw yaml.wrong(
                        "run: places are {model}, {split} and {output}, found {%s}.%s"
                                .formatted(place, Suggestions.didYouMean(place, PLACES)));
            }
        }
    }

    /** Refuses words without a place. */
    void require(YamlMap yaml, String place) {
        if (words.stream().noneMatch(word -> word.contains("{" + place + "}"))) {
            throw yaml.wrong(
                    "run must hold the place {%s}, found %s"
                            .formatted(place, String.join(" ", words)));
        }
    }

    String program() {
        return words.getFirst();
    }

    /** The words with their places filled. */
    List<String> filled(Map<String, String> values) {
        return words.stream()
                .map(
                        word ->
                                PLACE.matcher(word)
                                        .replaceAll(
                                                found ->
                                                        Matcher.quoteReplacement(
                                                                values.getOrDefault(
                                                                        found.group(1), ""))))
                .toList();
    }
}
