package dev.merganser.optimizer.settings;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlMap;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Words of a search file that must be among some known ones. */
final class Words {

    private Words() {}

    /** The word of a key, if the key is there. */
    static Optional<String> find(YamlMap map, String key, List<String> known) {
        Optional<String> word = map.findText(key);
        if (word.isPresent() && !known.contains(word.get())) {
            throw map.wrong(
                    "%s.%s must be %s, found '%s'.%s"
                            .formatted(
                                    map.path(),
                                    key,
                                    alternatives(known),
                                    word.get(),
                                    Suggestions.didYouMean(word.get(), known)));
        }
        return word;
    }

    private static String alternatives(List<String> known) {
        return known.size() == 1
                ? known.getFirst()
                : String.join(", ", known.subList(0, known.size() - 1)) + " or " + known.getLast();
    }

    /** Puts the file's name and the mapping's before a complaint that begins with a key. */
    static <T> T named(YamlMap map, Supplier<T> read) {
        try {
            return read.get();
        } catch (WrongUseException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(map.source()) ? e : map.wrong(map.path() + "." + message);
        }
    }
}
