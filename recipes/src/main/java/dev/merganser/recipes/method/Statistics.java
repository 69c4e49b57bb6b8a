package dev.merganser.recipes.method;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.tensor.Shape;

import java.util.Collection;
import java.util.Optional;

/** The statistics of one model, from a file that a parameter names. */
public interface Statistics {

    /** What messages call the file. */
    String file();

    /** What the model calls the tensor that is merged; shapes of slices and merges may differ. */
    String tensor();

    /** The names of all statistics in the file. */
    Collection<String> names();

    /** The statistic of that name; empty where the file has none or it holds no floats. */
    Optional<Statistic> find(String name);

    /**
     * The statistic of that name, which must be there and have that shape.
     *
     * @param what it is, for the message, such as {@code Fisher information}
     * @throws BadDataException otherwise
     */
    default Statistic require(String name, Shape shape, String what) {
        String rule =
                "Statistics %s must hold the %s '%s' of floats %s; found "
                        .formatted(file(), what, name, shape);
        Statistic found =
                find(name)
                        .orElseThrow(
                                () ->
                                        new BadDataException(
                                                "%snone of that name.%s"
                                                        .formatted(
                                                                rule,
                                                                Suggestions.didYouMean(
                                                                        name, names()))));
        if (!found.shape().equals(shape)) {
            throw new BadDataException(
                    "%s%s. Maybe they are of another model.".formatted(rule, found.shape()));
        }
        return found;
    }
}
