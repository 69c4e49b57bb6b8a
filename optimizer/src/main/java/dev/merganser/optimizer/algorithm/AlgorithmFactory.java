package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.List;
import java.util.stream.Stream;

/** Makes algorithms by their names in settings. */
public final class AlgorithmFactory {

    private static final List<String> NAMES =
            Stream.concat(
                            Stream.of(
                                    RandomSearch.NAME,
                                    LatinHypercube.NAME,
                                    Nsga2.NAME,
                                    Nsga3.NAME,
                                    CmaEs.FULL,
                                    CmaEs.SEPARABLE,
                                    MapSearch.NAME,
                                    NestedMap.NAME,
                                    BayesianMap.NAME,
                                    Portfolio.NAME),
                            CoefficientMethod.keys().stream())
                    .toList();

    private AlgorithmFactory() {}

    /** The names of all algorithms, those that learn coefficients last. */
    public static List<String> names() {
        return NAMES;
    }

    /** Whether an algorithm follows the settings of MAP. */
    public static boolean usesMap(String name) {
        return name.equals(MapSearch.NAME);
    }

    /** Whether an algorithm is another form of MAP, with settings of its own. */
    public static boolean usesMapForm(String name) {
        return usesNestedMap(name) || name.equals(BayesianMap.NAME);
    }

    /** Whether an algorithm is nested MAP. */
    public static boolean usesNestedMap(String name) {
        return name.equals(NestedMap.NAME);
    }

    /**
     * A new algorithm. Those that learn coefficients need settings with losses.
     *
     * @throws WrongUseException if there is none of this name
     */
    public static Algorithm of(String name, AlgorithmSettings settings) {
        if (CoefficientMethod.named(name).isPresent()) {
            return new CoefficientSearch(settings);
        }
        return settings.layout().phases().isPresent()
                ? new PhasedAlgorithm(settings, part -> inOnePhase(name, part))
                : inOnePhase(name, settings);
    }

    private static Algorithm inOnePhase(String name, AlgorithmSettings settings) {
        return switch (name) {
            case RandomSearch.NAME -> new RandomSearch(settings);
            case LatinHypercube.NAME -> new LatinHypercube(settings);
            case Nsga2.NAME -> new Nsga2(settings);
            case Nsga3.NAME -> new Nsga3(settings);
            case CmaEs.FULL -> CmaEs.full(settings);
            case CmaEs.SEPARABLE -> CmaEs.separable(settings);
            case MapSearch.NAME -> new MapSearch(settings);
            case NestedMap.NAME -> new NestedMap(settings);
            case BayesianMap.NAME -> new BayesianMap(settings);
            case Portfolio.NAME -> Portfolio.of(settings);
            default ->
                    throw new WrongUseException(
                            "An algorithm must be one of %s, found '%s'.%s"
                                    .formatted(
                                            String.join(", ", NAMES),
                                            name,
                                            Suggestions.didYouMean(name, NAMES)));
        };
    }
}
