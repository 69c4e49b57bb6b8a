package dev.merganser.results.file;

import dev.merganser.recipes.error.BadDataException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The typed fields of a JSON object in a file that Merganser wrote. Unknown keys are ignored; a
 * missing key or another type is a {@link BadDataException} that names the key.
 */
public final class Fields {
    private final String what;
    private final Map<String, @Nullable Object> values;

    private Fields(String what, Map<String, @Nullable Object> values) {
        this.what = what;
        this.values = values;
    }

    /**
     * The fields of a JSON text.
     *
     * @param what names the object in messages
     */
    public static Fields parse(String what, String text) {
        return new Fields(what, JsonText.parse(text));
    }

    /** The same fields under another name in messages. */
    public Fields named(String name) {
        return new Fields(name, values);
    }

    /** Refuses another format, and a version that this Merganser does not know. */
    public void requireFormat(String format, int version) {
        String foundFormat = text("format");
        long foundVersion = whole("version");
        if (!foundFormat.equals(format) || foundVersion != version) {
            throw new BadDataException(
                    "The format must be %s version %d, found %s version %d. Maybe a newer Merganser wrote it."
                            .formatted(format, version, foundFormat, foundVersion));
        }
    }

    public boolean has(String key) {
        return values.get(key) != null;
    }

    public String text(String key) {
        return as(key, String.class, "a text");
    }

    public String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    /** A number or a text, as text. */
    public String numberOrText(String key) {
        return values.get(key) instanceof Number number ? number.toString() : text(key);
    }

    public boolean flag(String key) {
        return has(key) && as(key, Boolean.class, "true or false");
    }

    public double number(String key) {
        return as(key, Number.class, "a number").doubleValue();
    }

    public long whole(String key) {
        Number number = as(key, Number.class, "a whole number");
        if (number instanceof Integer || number instanceof Long) {
            return number.longValue();
        }
        throw wrong(key, "a whole number");
    }

    public int count(String key) {
        long value = whole(key);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw wrong(key, "a count");
        }
        return (int) value;
    }

    /** An object's fields; of no fields where the key is missing. */
    public Fields object(String key) {
        if (!has(key)) {
            return new Fields(what + "." + key, Map.of());
        }
        return inside(key, values.get(key));
    }

    /** The keys, in file order. */
    public Set<String> keys() {
        return values.keySet();
    }

    /** Each key with what {@code read} makes of it. */
    public <T> Map<String, T> map(Function<String, T> read) {
        var map = new LinkedHashMap<String, T>();
        keys().forEach(key -> map.put(key, read.apply(key)));
        return map;
    }

    public Map<String, Double> numbers(String key) {
        Fields object = object(key);
        return object.map(object::number);
    }

    public Map<String, String> texts(String key) {
        Fields object = object(key);
        return object.map(object::text);
    }

    /** The elements of a list; none where the key is missing. */
    public List<@Nullable Object> list(String key) {
        if (!has(key)) {
            return List.of();
        }
        return new ArrayList<@Nullable Object>(as(key, List.class, "a list"));
    }

    /** The objects of a list; none where the key is missing. */
    public <T> List<T> objects(String key, Function<Fields, T> read) {
        return list(key).stream().map(element -> read.apply(inside(key, element))).toList();
    }

    public List<Integer> counts(String key) {
        return elements(key, Integer.class, "whole numbers");
    }

    public List<String> textList(String key) {
        return elements(key, String.class, "texts");
    }

    private <T> List<T> elements(String key, Class<T> type, String kind) {
        for (Object element : list(key)) {
            if (!type.isInstance(element)) {
                throw wrong(key, "a list of " + kind);
            }
        }
        return list(key).stream().map(type::cast).toList();
    }

    /** All values as they are: texts, numbers, booleans, lists and maps; nulls are left out. */
    public Map<String, Object> plain() {
        var plain = new LinkedHashMap<String, Object>();
        values.forEach(
                (key, value) -> Optional.ofNullable(value).ifPresent(v -> plain.put(key, v)));
        return plain;
    }

    private Fields inside(String key, @Nullable Object element) {
        if (!(element instanceof Map<?, ?> map)) {
            throw wrong(key, "an object");
        }
        var fields = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return new Fields(what + "." + key, fields);
    }

    private <T> T as(String key, Class<T> type, String kind) {
        Object value = values.get(key);
        if (!type.isInstance(value)) {
            throw wrong(key, kind);
        }
        return type.cast(value);
    }

    private BadDataException wrong(String key, String kind) {
        Object value = values.get(key);
        String found = value == null ? "nothing" : "'" + value + "'";
        return new BadDataException(
                "'" + key + "' of " + what + " must be " + kind + ", found " + found);
    }
}
