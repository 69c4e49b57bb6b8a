package dev.merganser.recipes.method;

/**
 * Where the statistics for one tensor of a merge come from. Safe for use by many threads; what it
 * gives is valid as long as the models are.
 */
@FunctionalInterface
public interface StatisticsSource {

    /** A source for methods that take no statistics. */
    StatisticsSource NONE =
            (_, file) -> {
                throw new IllegalStateException("There are no statistics, but '" + file + "'");
            };

    /**
     * The statistics in a file.
     *
     * @param model whose they are, counted from 0
     * @param file as the recipe names it
     */
    Statistics of(int model, String file);
}
