package dev.merganser.evaluators.text;

import dev.merganser.evaluators.data.Divisible;
import dev.merganser.evaluators.task.ExaminedContent;
import dev.merganser.evaluators.task.Split;

import java.util.Map;

/** Texts of some kind by split; a split that is not there has none. */
public interface SplitContent extends ExaminedContent {

    Map<Split, ? extends Divisible<?>> splits();

    @Override
    default int itemCount(Split split) {
        Divisible<?> items = splits().get(split);
        return items == null ? 0 : items.count();
    }

    @Override
    default int nearDuplicates() {
        return CanonicalText.nearDuplicates(splits());
    }
}
