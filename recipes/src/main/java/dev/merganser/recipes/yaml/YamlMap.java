package dev.merganser.recipes.yaml;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One mapping of a YAML file that a person wrote. Knows where it stands, so that every complaint
 * names the file and the key: {@code search.yml: space.weight must be a number, found a list}. All
 * complaints are {@link WrongUseException}.
 */
public final class YamlMap {

    private static final Pattern NUMBER =
            Pattern.compile("(\\+\\d+\\.?\\d*|[-+]?\\.\\d+)([eE][-+]?\\d+)?");

    private final String source;
    private final String path;
    private final Map<String, YamlValue> values;
    private final Set<String> marked;

    private YamlMap(String source, String path, Map<String, YamlValue> values, Set<String> marked) {
        this.source = source;
        this.path = path;
        this.values = values;
        this.marked = marked;
    }

    /** Reads a file; it must exist, be valid YAML and hold a mapping. */
    public static YamlMap read(Path file) {
        return parse(YamlText.of(file), file.toString());
    }

    /**
     * Parses a text.
     *
     * @param source what messages call the text, usually the file's name
     */
    public static YamlMap parse(String text, String source) {
        YamlDocument document = YamlText.parse(text, source);
        if (document.value() instanceof Map<?, ?> map) {
            return new YamlMap(source, "", values(source, "", map), document.marked());
        }
        throw new WrongUseException(
                "%s: must hold a mapping (key: value), found %s."
                        .formatted(source, value(source, "", document.value()).kind()));
    }

    private static Map<String, YamlValue> values(String source, String path, Map<?, ?> map) {
        Map<String, YamlValue> values = new LinkedHashMap<>();
        for (var entry : map.entrySet()) {
            String key = String.valueOf(entry.getKey());
            values.put(key, value(source, join(path, key), entry.getValue()));
        }
        return values;
    }

    private static YamlValue value(String source, String path, @Nullable Object raw) {
        return switch (raw) {
            case null -> new YamlValue.Empty();
            case Map<?, ?> map ->
                    new YamlValue.Mapping(
                            new YamlMap(source, path, values(source, path, map), Set.of()));
            case List<?> list -> items(source, path, list);
            case Boolean flag -> new YamlValue.Flag(flag);
            case Number number -> number(source, path, number.doubleValue());
            default -> word(source, path, raw.toString());
        };
    }

    /** A text, or a number such as .5 or +1, which the parser takes for a text. */
    private static YamlValue word(String source, String path, String text) {
        return NUMBER.matcher(text).matches()
                ? number(source, path, Double.parseDouble(text))
                : new YamlValue.Text(text);
    }

    private static YamlValue items(String source, String path, List<?> list) {
        List<YamlValue> values = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            values.add(value(source, path + "[" + i + "]", list.get(i)));
        }
        return new YamlValue.Items(values);
    }

    private static YamlValue number(String source, String path, double value) {
        if (!Double.isFinite(value)) {
            throw new WrongUseException(
                    "%s: %s must be a finite number, found %s".formatted(source, path, value));
        }
        return new YamlValue.Number(value);
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** What messages call the file. */
    public String source() {
        return source;
    }

    /** Where this mapping stands in its file; empty at the top. */
    public String path() {
        return path;
    }

    /** The keys in the order of the file. */
    public Set<String> keys() {
        return values.keySet();
    }

    /** Refuses every key that is not among these, naming the nearest. Returns this. */
    public YamlMap only(String... known) {
        return only(List.of(known));
    }

    /**
     * Refuses every key that is not among these, naming the nearest. A key at the top that is like
     * none of them and whose value an anchor marks may stand there for its aliases. Returns this.
     */
    public YamlMap only(List<String> known) {
        return only(known, Map.of());
    }

    /**
     * As the other.
     *
     * @param hints what to say of keys that people write though they are like none of the known
     */
    public YamlMap only(List<String> known, Map<String, String> hints) {
        for (String key : values.keySet()) {
            if (!known.contains(key) && !isForAliases(key, known)) {
                throw wrong(
                        "unknown key '%s'.%s Known: %s"
                                .formatted(
                                        join(path, key),
                                        hint(key, known, hints),
                                        String.join(", ", new TreeSet<>(known))));
            }
        }
        return this;
    }

    private static String hint(String key, List<String> known, Map<String, String> hints) {
        String hint = hints.get(key);
        return hint == null ? Suggestions.didYouMean(key, known) : " " + hint;
    }

    /** This mapping without a key, whether it has it or not. */
    public YamlMap without(String key) {
        Map<String, YamlValue> rest = new LinkedHashMap<>(values);
        rest.remove(key);
        return new YamlMap(source, path, rest, marked);
    }

    private boolean isForAliases(String key, List<String> known) {
        return marked.contains(key) && Suggestions.didYouMean(key, known).isEmpty();
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value of a key, if the key is there. */
    public Optional<YamlValue> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The value of a key that must be there. */
    public YamlValue require(String key) {
        return find(key).orElseThrow(() -> wrong("'" + join(path, key) + "' is missing"));
    }

    /** A mapping that must be there. */
    public YamlMap map(String key) {
        return asMap(key, require(key));
    }

    public Optional<YamlMap> findMap(String key) {
        return find(key).map(value -> asMap(key, value));
    }

    /** A list that must be there. */
    public List<YamlValue> list(String key) {
        return asList(key, require(key));
    }

    public Optional<List<YamlValue>> findList(String key) {
        return find(key).map(value -> asList(key, value));
    }

    /** A string that must be there; numbers and flags are taken as they were written. */
    public String text(String key) {
        return asText(key, require(key));
    }

    public Optional<String> findText(String key) {
        return find(key).map(value -> asText(key, value));
    }

    /** A number that must be there. */
    public double number(String key) {
        return asNumber(key, require(key));
    }

    public Optional<Double> findNumber(String key) {
        return find(key).map(value -> asNumber(key, value));
    }

    public Optional<Boolean> findFlag(String key) {
        return find(key)
                .map(
                        value -> {
                            if (value instanceof YamlValue.Flag(boolean flag)) {
                                return flag;
                            }
                            throw mismatch(key, "true or false", value);
                        });
    }

    /** A whole number in a range, if the key is there. */
    public Optional<Long> findWhole(String key, long low, long high) {
        return findNumber(key)
                .map(
                        value -> {
                            if (value >= low && value <= high && value == Math.rint(value)) {
                                return value.longValue();
                            }
                            throw mismatch(
                                    key,
                                    "a whole number from %d to %d".formatted(low, high),
                                    new YamlValue.Number(value));
                        });
    }

    private YamlMap asMap(String key, YamlValue value) {
        if (value instanceof YamlValue.Mapping(YamlMap map)) {
            return map;
        }
        throw mismatch(key, "a mapping", value);
    }

    private List<YamlValue> asList(String key, YamlValue value) {
        if (value instanceof YamlValue.Items(List<YamlValue> items)) {
            return items;
        }
        throw mismatch(key, "a list", value);
    }

    private String asText(String key, YamlValue value) {
        return switch (value) {
            case YamlValue.Text(String text) -> text;
            case YamlValue.Number _, YamlValue.Flag _ -> value.kind().replace("the number ", "");
            case YamlValue.Items _, YamlValue.Mapping _, YamlValue.Empty _ ->
                    throw mismatch(key, "a text", value);
        };
    }

    private double asNumber(String key, YamlValue value) {
        if (value instanceof YamlValue.Number(double number)) {
            return number;
        }
        throw mismatch(key, "a number", value);
    }

    /** A complaint about one key: what it must be and what was found. */
    public WrongUseException mismatch(String key, String expected, YamlValue found) {
        return wrong("%s must be %s, found %s".formatted(join(path, key), expected, found.kind()));
    }

    /** A complaint about this file. */
    public WrongUseException wrong(String message) {
        return new WrongUseException(source + ": " + message);
    }
}
