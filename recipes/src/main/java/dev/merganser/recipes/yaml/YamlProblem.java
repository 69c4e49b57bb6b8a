package dev.merganser.recipes.yaml;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.MismatchedInputException;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the parser found wrong, as one line for people. */
final class YamlProblem {

    private static final Pattern LINE = Pattern.compile("line (\\d+), column \\d+");
    private static final Pattern ADVICE = Pattern.compile(" \\(Do not use .* for indentation\\)");
    private static final Pattern SETTING = Pattern.compile(", from `[^`]*`");

    private YamlProblem() {}

    static String of(JacksonException e) {
        String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
        return switch (e) {
            case MismatchedInputException _ when message.startsWith("No content") ->
                    "must hold one YAML document, found none.";
            case MismatchedInputException _ when message.startsWith("Trailing token") ->
                    "must hold one YAML document, found a second.";
            case StreamConstraintsException _ ->
                    "too big for a file that a person wrote: "
                            + SETTING.matcher(message).replaceAll("");
            default -> "not valid YAML, line %d: %s".formatted(line(e, message), gist(message));
        };
    }

    /** The parser tells of the context first and of the problem last; so do the marks. */
    private static int line(JacksonException e, String message) {
        List<MatchResult> marks = LINE.matcher(message).results().toList();
        return marks.isEmpty()
                ? located(e)
                : Integer.parseInt(marks.get(marks.size() - 1).group(1));
    }

    private static int located(JacksonException e) {
        return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
    }

    /** The last line that is neither a mark nor a quotation; those are indented. */
    private static String gist(String message) {
        String last =
                message.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith(" "))
                        .reduce((_, next) -> next)
                        .orElse("unreadable");
        String plain = ADVICE.matcher(last).replaceAll("");
        return plain.replaceAll("\\p{Cntrl}", "?");
    }
}
