package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.data.Table;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places for fields: {@code "Question: {question}\nAnswer:"}; {@code {{} and {@code }}}
 * are braces.
 */
record PromptTemplate(String template) {

    private static final Pattern PLACE = Pattern.compile("\\{\\{|}}|\\{([^{}]+)}");

    /** The text for a row; a field that is not there is bad data. */
    String fill(Table table, int row) {
        return PLACE.matcher(template).replaceAll(match -> replacement(match, table, row));
    }

    private static String replacement(MatchResult match, Table table, int row) {
        String text =
                match.group(1) == null
                        ? match.group().substring(1)
                        : table.text(row, match.group(1));
        return Matcher.quoteReplacement(text);
    }
}
