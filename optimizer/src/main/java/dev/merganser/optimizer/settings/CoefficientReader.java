package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.GradientSettings;
import dev.merganser.evaluators.gradient.Activations;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.coefficient.DescentSettings;
import dev.merganser.optimizer.coefficient.Estimator;
import dev.merganser.optimizer.coefficient.EstimatorSettings;
import dev.merganser.optimizer.coefficient.FrankWolfeSettings;
import dev.merganser.optimizer.coefficient.StartPoint;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads {@code search.start_point} and {@code search.coefficients}: how coefficients are learned.
 * What is left out is as the method has it.
 */
final class CoefficientReader {

    private static final String KEY = "coefficients";
    private static final String START = "start_point";
    private static final String BASELINE = "baseline";
    private static final int HIGHEST = 1_000_000;
    private static final double HIGHEST_FORWARDS = 1000;
    private static final List<String> DESCENT =
            List.of("steps", "rate", "decay", "clip", "regularization", "every", "patience");
    private static final List<String> ESTIMATION =
            List.of("gradient", "fallback", "width", "pairs");
    private static final List<String> FRANK_WOLFE = CoefficientEffects.FRANK_WOLFE;
    private static final List<String> GRADIENTS = CoefficientEffects.GRADIENTS;

    private final YamlMap search;
    private final LossReader losses;

    /**
     * A reader of a search's mapping.
     *
     * @param tasks names of the tasks
     * @param experts aliases of the experts, of which some may teach
     */
    CoefficientReader(YamlMap search, Collection<String> tasks, Collection<String> experts) {
        this.search = search;
        this.losses = new LossReader(tasks, experts);
    }

    /** The settings, if the algorithm learns coefficients; else there must be none. */
    Optional<CoefficientSettings> read(String algorithm, long seed) {
        Optional<CoefficientMethod> method = CoefficientMethod.named(algorithm);
        if (method.isEmpty()) {
            refuse(START, algorithm);
            refuse(KEY, algorithm);
        }
        return method.map(known -> checked(settings(known, seed)));
    }

    private void refuse(String key, String algorithm) {
        if (search.has(key)) {
            throw search.wrong(
                    "%s.%s is for the algorithms %s, but the algorithm is %s"
                            .formatted(
                                    search.path(),
                                    key,
                                    String.join(", ", CoefficientMethod.keys()),
                                    algorithm));
        }
    }

    private CoefficientSettings checked(CoefficientSettings settings) {
        boolean evolves = settings.estimation().estimator() == Estimator.SEP_CMAES;
        for (String key : List.of("population", "step")) {
            if (search.has(key) && !evolves) {
                throw search.wrong(
                        "%s.%s of %s is for gradient: sep_cmaes, found gradient: %s"
                                .formatted(
                                        search.path(),
                                        key,
                                        settings.method().key(),
                                        settings.estimation().estimator().key()));
            }
        }
        if (search.has("lag")) {
            throw search.wrong(
                    "%s.lag is for algorithms that wait for results, but %s waits for none"
                            .formatted(search.path(), settings.method().key()));
        }
        return settings;
    }

    private CoefficientSettings settings(CoefficientMethod method, long seed) {
        Optional<YamlMap> found = search.findMap(KEY);
        CoefficientSettings defaults = defaults(method, found, seed);
        CoefficientSettings started =
                defaults.withStart(start(defaults.start()))
                        .withLosses(losses.namesakes(defaults.losses()));
        return found.map(map -> settings(map, started)).orElse(started);
    }

    private static CoefficientSettings defaults(
            CoefficientMethod method, Optional<YamlMap> map, long seed) {
        boolean soft =
                method == CoefficientMethod.FRANK_WOLFE
                        && map.flatMap(found -> found.findFlag("soft")).orElse(false);
        return soft ? CoefficientMethod.softFrankWolfe(seed) : method.defaults(seed);
    }

    private StartPoint start(StartPoint usual) {
        Optional<YamlValue> found = search.find(START);
        if (found.isEmpty()) {
            return usual;
        }
        return switch (found.get()) {
            case YamlValue.Number(double value) -> new StartPoint.Value(value);
            case YamlValue.Text(String word) when word.equals(BASELINE) ->
                    new StartPoint.Baseline();
            case YamlValue other -> throw search.mismatch(START, "a number or baseline", other);
        };
    }

    private CoefficientSettings settings(YamlMap map, CoefficientSettings usual) {
        map.only(keys());
        var effects = new CoefficientEffects(map);
        effects.requireMethod(usual);
        CoefficientSettings settings = read(map, usual);
        effects.require(settings);
        return settings;
    }

    private CoefficientSettings read(YamlMap map, CoefficientSettings usual) {
        return usual.withDescent(descent(map, usual.descent()))
                .withEstimation(estimation(map, usual.estimation()))
                .withFrankWolfe(frankWolfe(map, usual.frankWolfe()))
                .withImportant(new Numbers(map).share("important", usual.important()))
                .withLosses(losses.read(map, usual.losses()))
                .withGradients(gradients(map));
    }

    private static List<String> keys() {
        return Stream.of(
                        LossReader.KEYS,
                        DESCENT,
                        ESTIMATION,
                        FRANK_WOLFE,
                        GRADIENTS,
                        List.of("important"))
                .flatMap(List::stream)
                .toList();
    }

    private static DescentSettings descent(YamlMap map, DescentSettings usual) {
        var numbers = new Numbers(map);
        return new DescentSettings(
                numbers.count("steps", usual.steps(), HIGHEST),
                numbers.positive("rate", usual.rate(), HIGHEST),
                numbers.notNegative("decay", usual.decay(), HIGHEST),
                numbers.notNegative("clip", usual.clip(), HIGHEST),
                numbers.notNegative("regularization", usual.regularization(), HIGHEST),
                numbers.count("every", usual.every(), HIGHEST),
                map.findWhole("patience", 0, HIGHEST).map(Long::intValue).orElse(usual.patience()));
    }

    private static EstimatorSettings estimation(YamlMap map, EstimatorSettings usual) {
        var numbers = new Numbers(map);
        Estimator estimator =
                Words.find(map, "gradient", Estimator.keys())
                        .map(word -> Estimator.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(usual.estimator());
        boolean fallback =
                Words.find(map, "fallback", List.of("none", "spsa"))
                        .map("spsa"::equals)
                        .orElse(usual.spsaAllowed());
        return new EstimatorSettings(
                estimator,
                fallback,
                numbers.share("width", usual.width()),
                numbers.count("pairs", usual.pairs(), HIGHEST));
    }

    private static FrankWolfeSettings frankWolfe(YamlMap map, FrankWolfeSettings usual) {
        List<String> oracles =
                Arrays.stream(FrankWolfeSettings.Oracle.values())
                        .map(oracle -> oracle.name().toLowerCase(Locale.ROOT))
                        .toList();
        return new FrankWolfeSettings(
                map.findFlag("soft").orElse(usual.soft()),
                Words.find(map, "oracle", oracles)
                        .map(word -> word.toUpperCase(Locale.ROOT))
                        .map(FrankWolfeSettings.Oracle::valueOf)
                        .orElse(usual.oracle()),
                map.findFlag("by_group").orElse(usual.byGroup()),
                new Numbers(map).count("inner", usual.inner(), HIGHEST));
    }

    private static GradientSettings gradients(YamlMap map) {
        List<String> words = Arrays.stream(Activations.values()).map(Activations::key).toList();
        Activations activations =
                Words.find(map, "activations", words)
                        .map(Activations::parse)
                        .orElse(Activations.KEEP);
        double forwards =
                new Numbers(map).between("forwards", activations.forwards(), 1, HIGHEST_FORWARDS);
        return new GradientSettings(activations, forwards);
    }
}
