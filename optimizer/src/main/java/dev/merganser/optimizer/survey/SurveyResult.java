package dev.merganser.optimizer.survey;

import dev.merganser.optimizer.run.Quantities;

import java.util.List;

/**
 * All that a survey found.
 *
 * @param name of the search file
 * @param singles base and experts as they are
 * @param entries all entrants, in the order in which they were scored
 * @param absent methods that did not take part
 * @param items of each split, over all tasks, in words
 */
record SurveyResult(
        String name,
        Quantities quantities,
        List<Entry> singles,
        List<Entry> entries,
        List<Absent> absent,
        String items) {

    SurveyResult {
        singles = List.copyOf(singles);
        entries = List.copyOf(entries);
        absent = List.copyOf(absent);
    }
}
