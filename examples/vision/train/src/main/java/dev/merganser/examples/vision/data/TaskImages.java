package dev.merganser.examples.vision.data;

import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The images of one task. No picture is in two of the four parts. */
public record TaskImages(
        String task,
        int classes,
        LabelledImages training,
        LabelledImages search,
        LabelledImages validation,
        LabelledImages test) {

    /** The same task, its three parts that ship with the domains mixed; training stays plain. */
    public TaskImages mixed() {
        return new TaskImages(
                task,
                classes,
                training,
                Domain.mixed(search),
                Domain.mixed(validation),
                Domain.mixed(test));
    }

    /** The three parts that ship, by the name of the split. */
    public SequencedMap<String, LabelledImages> splits() {
        return new TreeMap<>(Map.of("search", search, "validation", validation, "test", test));
    }
}
