package dev.merganser.recipes.card;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a model says of its licence, in the terms of the Hugging Face hub; never a judgement.
 *
 * @param id the hub's word, such as {@code apache-2.0}; {@code other} where it has none
 * @param name what a licence without a word of the hub's is called
 * @param link where its text is
 */
public record License(String id, Optional<String> name, Optional<String> link) {

    private static final Pattern FRONT_MATTER =
            Pattern.compile(
                    "\\A\\uFEFF?---\\s*\\R(.*?)^---\\s*$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,40}");
    private static final List<String> METADATA = List.of("license", "modelspec.license");
    private static final long MOST_BYTES = 4L << 20;

    /** A licence by what a person calls it. */
    public static License of(String stated) {
        String text = stated.strip();
        return WORD.matcher(text).matches()
                ? new License(text.toLowerCase(Locale.ROOT), Optional.empty(), Optional.empty())
                : new License("other", Optional.of(text), Optional.empty());
    }

    /** What a model card says; empty where it says nothing or cannot be read. */
    public static Optional<License> ofCard(Path readme) {
        try {
            return Files.isRegularFile(readme) && Files.size(readme) <= MOST_BYTES
                    ? ofCard(Files.readString(readme))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Optional<License> ofCard(String text) {
        Matcher front = FRONT_MATTER.matcher(text);
        try {
            return front.find()
                    ? ofFrontMatter(YamlMap.parse(front.group(1), "front matter"))
                    : Optional.empty();
        } catch (WrongUseException _) {
            return Optional.empty(); // a card that the hub would not read either
        }
    }

    private static Optional<License> ofFrontMatter(YamlMap front) {
        return front.find("license")
                .flatMap(License::text)
                .map(License::of)
                .map(
                        license ->
                                new License(
                                        license.id(),
                                        license.name().or(() -> text(front, "license_name")),
                                        text(front, "license_link")));
    }

    private static Optional<String> text(YamlMap front, String key) {
        return front.find(key).flatMap(License::text);
    }

    private static Optional<String> text(YamlValue value) {
        return switch (value) {
            case YamlValue.Text(String text) -> Optional.of(text).filter(t -> !t.isBlank());
            case YamlValue.Items(List<YamlValue> items) ->
                    Optional.of(
                                    items.stream()
                                            .flatMap(item -> text(item).stream())
                                            .collect(Collectors.joining(", ")))
                            .filter(t -> !t.isBlank());
            case YamlValue.Number _, YamlValue.Flag _, YamlValue.Mapping _, YamlValue.Empty _ ->
                    Optional.empty();
        };
    }

    /** What the texts in a file of weights say. */
    public static Optional<License> ofMetadata(Map<String, String> metadata) {
        return METADATA.stream()
                .flatMap(key -> Optional.ofNullable(metadata.get(key)).stream())
                .filter(text -> !text.isBlank())
                .findFirst()
                .map(License::of);
    }

    /** The licence that all state; empty where one states none or another. */
    public static Optional<License> common(List<Optional<License>> stated) {
        Set<Optional<String>> kinds = new HashSet<>();
        Set<Optional<String>> links = new HashSet<>();
        for (Optional<License> each : stated) {
            kinds.add(each.flatMap(License::kind));
            links.add(each.flatMap(License::link));
        }
        if (kinds.size() != 1 || kinds.contains(Optional.<String>empty())) {
            return Optional.empty();
        }
        return stated.getFirst().map(first -> links.size() == 1 ? first : first.withoutLink());
    }

    /** What tells licences apart; empty where that is not known. */
    private Optional<String> kind() {
        return id.equals("other")
                ? name.map(text -> "other " + text.toLowerCase(Locale.ROOT))
                : Optional.of(id);
    }

    private License withoutLink() {
        return new License(id, name, Optional.empty());
    }

    /** For people: the hub's word, or the name where it has none. */
    @Override
    public String toString() {
        return name.map(text -> id.equals("other") ? text : id + " (" + text + ")").orElse(id);
    }
}
