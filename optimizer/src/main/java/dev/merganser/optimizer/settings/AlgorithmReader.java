package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.algorithm.AlgorithmSettings;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads {@code search} of a search file: the algorithm with its settings. */
final class AlgorithmReader {

    private static final String DEFAULT_ALGORITHM = "portfolio";
    private static final long DEFAULT_SEED = 1;
    private static final int HIGHEST = 100_000;

    private AlgorithmReader() {}

    /**
     * Reads it, if it is there.
     *
     * @param tasks names of the tasks
     * @param experts aliases of the experts
     * @param objectives their names
     */
    static AlgorithmChoice read(
            Optional<YamlMap> search,
            Collection<String> tasks,
            Collection<String> experts,
            Collection<String> objectives) {
        return search.map(map -> choice(map, tasks, experts, objectives))
                .orElseGet(
                        () ->
                                new AlgorithmChoice(
                                        DEFAULT_ALGORITHM,
                                        OptionalInt.empty(),
                                        OptionalDouble.empty(),
                                        AlgorithmSettings.DEFAULT_LAG,
                                        DEFAULT_SEED));
    }

    private static AlgorithmChoice choice(
            YamlMap search,
            Collection<String> tasks,
            Collection<String> experts,
            Collection<String> objectives) {
        search.only(
                "algorithm",
                "population",
                "step",
                "lag",
                "seed",
                "start_point",
                "map",
                "coefficients");
        String algorithm = algorithm(search);
        long seed = search.findWhole("seed", 0, AlgorithmChoice.HIGHEST_SEED).orElse(DEFAULT_SEED);
        return new AlgorithmChoice(
                algorithm,
                WholeNumbers.find(search, "population", HIGHEST),
                step(search),
                WholeNumbers.find(search, "lag", HIGHEST).orElse(AlgorithmSettings.DEFAULT_LAG),
                seed,
                MapReader.read(search, algorithm),
                MapFormReader.read(search, algorithm, objectives),
                new CoefficientReader(search, tasks, experts).read(algorithm, seed));
    }

    private static String algorithm(YamlMap search) {
        String name = search.findText("algorithm").orElse(DEFAULT_ALGORITHM);
        List<String> known = AlgorithmFactory.names();
        if (!known.contains(name)) {
            throw Words.unknown(search, "algorithm", name, known);
        }
        return name;
    }

    private static OptionalDouble step(YamlMap search) {
        Optional<Double> step = search.findNumber("step");
        if (step.isPresent() && !(step.get() > 0 && step.get() <= 1)) {
            throw search.mismatch(
                    "step", "a number above 0 and up to 1", new YamlValue.Number(step.get()));
        }
        return step.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }
}
