package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.coefficient.Learning;
import dev.merganser.optimizer.surrogate.MapForm;
import dev.merganser.optimizer.surrogate.MapSettings;

import java.util.Optional;

/**
 * How those algorithms search that have settings of their own; the others leave them alone.
 *
 * @param map how MAP searches
 * @param form how another form of MAP searches
 * @param learning of an algorithm that learns coefficients
 */
public record SpecialSettings(
        MapSettings map, Optional<MapForm> form, Optional<Learning> learning) {

    /** Those of a run that sets none. */
    static final SpecialSettings DEFAULT =
            new SpecialSettings(MapSettings.DEFAULT, Optional.empty(), Optional.empty());

    SpecialSettings withMap(MapSettings newMap) {
        return new SpecialSettings(newMap, form, learning);
    }

    SpecialSettings withForm(Optional<MapForm> newForm) {
        return new SpecialSettings(map, newForm, learning);
    }

    SpecialSettings withLearning(Learning newLearning) {
        return new SpecialSettings(map, form, Optional.of(newLearning));
    }
}
