package dev.merganser.optimizer.settings;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlMap;

import java.util.Collection;
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
            throw unknown(map, key, alternatives(known), word.get(), known);
        }
        return word;
    }

    /** The complaint about a word that is not one of some known ones. */
    static WrongUseException unknown(
            YamlMap map, String key, String word, Collection<String> known) {
        return unknown(map, key, "one of " + String.join(", ", known), word, known);
    }

    /**
     * As the other, where the known words need another name.
     *
     * @param wanted what the word must be
     */
    static WrongUseException unknown(
            YamlMap map, String key, String wanted, String word, Collection<String> known) {
        return map.wrong(
                "%s.%s must be %s, found '%s'.%s"
                        .formatted(
                                map.path(),
                                key,
                                wanted,
                                word,
                                Suggestions.didYouMean(word, known)));
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
