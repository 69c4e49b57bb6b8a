package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.loss.Balance;
import dev.merganser.evaluators.loss.DrawSettings;
import dev.merganser.evaluators.loss.Guidance;
import dev.merganser.evaluators.loss.ItemChoice;
import dev.merganser.evaluators.loss.LossFormula;
import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.evaluators.loss.LossTerm;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Reads what is descended and on which items, in {@code search.coefficients}. */
final class LossReader {

    /** The keys that are read here. */
    static final List<String> KEYS =
            List.of(
                    "loss",
                    "balance",
                    "confidence",
                    "agreement",
                    "labels",
                    "teachers",
                    "temperature",
                    "batch",
                    "batches",
                    "held_out");

    private static final int HIGHEST = 1_000_000;

    private final Collection<String> tasks;
    private final Collection<String> experts;

    LossReader(Collection<String> tasks, Collection<String> experts) {
        this.tasks = tasks;
        this.experts = experts;
    }

    /** Each task is taught by the expert of its name, where there is one. */
    LossSettings namesakes(LossSettings usual) {
        Map<String, String> teachers = new LinkedHashMap<>(usual.guidance().teachers());
        tasks.stream().filter(experts::contains).forEach(name -> teachers.put(name, name));
        return usual.withTeachers(teachers);
    }

    LossSettings read(YamlMap map, LossSettings usual) {
        LossFormula formula = formula(map, usual.formula());
        requireChoosing(map, formula.terms());
        return new LossSettings(
                formula,
                choice(map, usual.choice()),
                guidance(map, usual.guidance()),
                draws(map, usual.draws()));
    }

    private static LossFormula formula(YamlMap map, LossFormula usual) {
        Map<LossTerm, Double> terms = terms(map, usual.terms());
        requireHeated(map, terms);
        requireTemperature(map, terms);
        double temperature = CoefficientMethod.temperature(terms);
        return new LossFormula(
                terms,
                new Numbers(map).positive("temperature", temperature, HIGHEST),
                balance(map, usual.balance()));
    }

    private static ItemChoice choice(YamlMap map, ItemChoice usual) {
        return new ItemChoice(
                new Numbers(map).share("confidence", usual.confidence()),
                map.findFlag("agreement").orElse(usual.agreement()));
    }

    private Guidance guidance(YamlMap map, Guidance usual) {
        return new Guidance(labels(map, usual.labels()), teachers(map, usual.teachers()));
    }

    private static DrawSettings draws(YamlMap map, DrawSettings usual) {
        var numbers = new Numbers(map);
        return new DrawSettings(
                numbers.count("batch", usual.batch(), HIGHEST),
                numbers.count("batches", usual.batches(), HIGHEST),
                numbers.partOf("held_out", usual.heldOut()),
                usual.seed());
    }

    private static Map<LossTerm, Double> terms(YamlMap map, Map<LossTerm, Double> usual) {
        if (!map.has("loss")) {
            return usual;
        }
        return switch (map.require("loss")) {
            case YamlValue.Text _ -> Map.of(term(map), 1.0);
            case YamlValue.Mapping(YamlMap factors) -> factors(factors);
            case YamlValue other ->
                    throw map.mismatch("loss", "a term or a mapping of terms to factors", other);
        };
    }

    private static LossTerm term(YamlMap map) {
        return LossTerm.valueOf(
                Words.find(map, "loss", termKeys()).orElseThrow().toUpperCase(Locale.ROOT));
    }

    private static List<String> termKeys() {
        return Arrays.stream(LossTerm.values()).map(LossTerm::key).toList();
    }

    private static Map<LossTerm, Double> factors(YamlMap map) {
        map.only(termKeys());
        Map<LossTerm, Double> factors = new LinkedHashMap<>();
        for (LossTerm term : LossTerm.values()) {
            if (map.has(term.key())) {
                factors.put(term, new Numbers(map).positive(term.key(), 1, HIGHEST));
            }
        }
        if (factors.isEmpty()) {
            throw map.wrong("%s must name at least one term, found none".formatted(map.path()));
        }
        return factors;
    }

    /** What chooses items by their classes is refused where no term would look at it. */
    private static void requireChoosing(YamlMap map, Map<LossTerm, Double> terms) {
        boolean chooses =
                terms.containsKey(LossTerm.ENTROPY) || terms.containsKey(LossTerm.PSEUDO_LABELS);
        for (String key : List.of("confidence", "agreement")) {
            if (map.has(key) && !chooses) {
                throw map.wrong(
                        "%s.%s is for the losses entropy and pseudo_labels, found %s"
                                .formatted(map.path(), key, words(terms)));
            }
        }
    }

    private static void requireHeated(YamlMap map, Map<LossTerm, Double> terms) {
        boolean heated =
                terms.containsKey(LossTerm.DIVERGENCE) || terms.containsKey(LossTerm.CONTRASTIVE);
        if (map.has("temperature") && !heated) {
            throw map.wrong(
                    "%s.temperature is for the losses divergence and contrastive, found %s"
                            .formatted(map.path(), words(terms)));
        }
    }

    /**
     * Distributions and similarities are not of one scale, so neither has the usual temperature.
     */
    private static void requireTemperature(YamlMap map, Map<LossTerm, Double> terms) {
        boolean both =
                terms.containsKey(LossTerm.DIVERGENCE) && terms.containsKey(LossTerm.CONTRASTIVE);
        if (both && !map.has("temperature")) {
            throw map.wrong(
                    "%s.temperature must be given for divergence and contrastive together, which share it, found none"
                            .formatted(map.path()));
        }
    }

    /** The names of terms, in order. */
    static String words(Map<LossTerm, Double> terms) {
        return String.join(", ", terms.keySet().stream().map(LossTerm::key).sorted().toList());
    }

    private static Balance balance(YamlMap map, Balance usual) {
        List<String> words = Arrays.stream(Balance.values()).map(Balance::key).toList();
        return Words.find(map, "balance", words)
                .map(word -> Balance.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(usual);
    }

    private static OptionalInt labels(YamlMap map, OptionalInt usual) {
        return map.has("labels") ? WholeNumbers.find(map, "labels", HIGHEST) : usual;
    }

    private Map<String, String> teachers(YamlMap map, Map<String, String> usual) {
        Map<String, String> teachers = new LinkedHashMap<>(usual);
        map.findMap("teachers")
                .ifPresent(
                        given -> {
                            given.only(List.copyOf(tasks));
                            given.keys().forEach(task -> teachers.put(task, teacher(given, task)));
                        });
        return teachers;
    }

    private String teacher(YamlMap given, String task) {
        String alias = given.text(task);
        if (!experts.contains(alias)) {
            String known = "one of the experts " + String.join(", ", experts);
            throw Words.unknown(given, task, known, alias, experts);
        }
        return alias;
    }
}
