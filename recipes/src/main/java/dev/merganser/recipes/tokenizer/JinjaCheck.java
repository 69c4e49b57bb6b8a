package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.error.Quoted;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells texts that are plainly no Jinja templates; it does not understand the rest. */
final class JinjaCheck {

    private static final Map<String, String> BRACKETS = Map.of("{{", "}}", "{%", "%}", "{#", "#}");
    private static final Pattern OPENING = Pattern.compile("\\{[{%#]");
    private static final Pattern WORD = Pattern.compile("\\{%[-+]?\\s*(\\w+)");
    private static final List<String> BLOCKS = List.of("for", "if", "macro");

    private JinjaCheck() {}

    /** What shows that a text is no template. */
    static Optional<String> problem(String text) {
        Matcher opening = OPENING.matcher(text);
        Map<String, Integer> words = new HashMap<>();
        int at = 0;
        boolean any = false;
        while (opening.find(at)) {
            String closing = String.valueOf(BRACKETS.get(opening.group()));
            int end = text.indexOf(closing, opening.end());
            if (end < 0) {
                return Optional.of(
                        Quoted.text(opening.group()) + " has no " + Quoted.text(closing));
            }
            count(text.substring(opening.start(), end), words);
            any |= !opening.group().equals("{#");
            at = end + 2;
        }
        return any ? unbalanced(words) : Optional.of("it has no '{{ … }}' and no '{% … %}'");
    }

    private static void count(String tag, Map<String, Integer> words) {
        Matcher word = WORD.matcher(tag);
        if (word.lookingAt()) {
            words.merge(word.group(1), 1, Integer::sum);
        }
    }

    private static Optional<String> unbalanced(Map<String, Integer> words) {
        return BLOCKS.stream()
                .filter(
                        block ->
                                !words.getOrDefault(block, 0)
                                        .equals(words.getOrDefault("end" + block, 0)))
                .map(
                        block ->
                                "it has '%s' and 'end%s' in different numbers"
                                        .formatted(block, block))
                .findFirst();
    }
}
