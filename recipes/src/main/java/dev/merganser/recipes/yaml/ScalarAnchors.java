package dev.merganser.recipes.yaml;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The anchors of the scalars of a document. Jackson's parser tells those of mappings and lists
 * only; the engine below it tells all.
 */
final class ScalarAnchors {

    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();

    private final Map<Integer, String> byPlace = new HashMap<>();
    private int place;

    private ScalarAnchors() {}

    /** Reads as far as the text is valid; what is not is for the parser to report. */
    static ScalarAnchors of(String text) {
        var anchors = new ScalarAnchors();
        if (text.contains("&") && text.contains("*")) {
            try {
                new Parse(SETTINGS).parseString(text).forEach(anchors::add);
            } catch (YamlEngineException _) {
                return anchors;
            }
        }
        return anchors;
    }

    private void add(Event event) {
        if (event instanceof ScalarEvent scalar) {
            scalar.getAnchor().map(Anchor::getValue).ifPresent(name -> byPlace.put(place, name));
        }
        if (event instanceof ScalarEvent || event instanceof AliasEvent) {
            place++;
        }
    }

    /** The anchor of the scalar at this place among all scalars and aliases, keys among them. */
    Optional<String> at(int scalar) {
        return Optional.ofNullable(byPlace.get(scalar));
    }
}
