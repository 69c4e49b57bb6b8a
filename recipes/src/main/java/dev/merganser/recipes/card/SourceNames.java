package dev.merganser.recipes.card;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What models are called where others read it: the id of the hub where they come from its cache,
 * else as few of the last parts of their paths as tell them apart.
 */
public final class SourceNames {

    private static final Pattern CACHED =
            Pattern.compile("models--([^/\\\\]+?)--([^/\\\\]+)[/\\\\]snapshots[/\\\\]([^/\\\\]+)");
    private static final List<String> GENERAL = List.of("model.safetensors", "model.onnx");

    private SourceNames() {}

    /** A model on the Hugging Face hub. */
    public record HubModel(String id, String revision) {}

    /** The hub's model that a path in the hub's cache belongs to. */
    public static Optional<HubModel> hub(Path path) {
        Matcher matcher = CACHED.matcher(path.toString());
        return matcher.find()
                ? Optional.of(
                        new HubModel(matcher.group(1) + "/" + matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    /** Distinct names of distinct absolute paths. */
    public static Map<Path, String> of(Collection<Path> paths) {
        int longest = paths.stream().mapToInt(Path::getNameCount).max().orElse(0);
        Map<Path, String> names = names(paths, 1);
        for (int parts = 2; !areDistinct(names) && parts <= longest; parts++) {
            names = names(paths, parts);
        }
        return names;
    }

    private static boolean areDistinct(Map<Path, String> names) {
        return new HashSet<>(names.values()).size() == names.size();
    }

    private static Map<Path, String> names(Collection<Path> paths, int parts) {
        Map<Path, String> names = new LinkedHashMap<>();
        paths.forEach(
                path ->
                        names.put(
                                path,
                                hub(path).map(HubModel::id).orElseGet(() -> last(path, parts))));
        return names;
    }

    private static String last(Path path, int parts) {
        int count = path.getNameCount();
        if (count == 0) {
            return path.toString();
        }
        boolean isGeneral = GENERAL.contains(String.valueOf(path.getFileName()));
        int from = Math.max(0, count - parts - (isGeneral ? 1 : 0));
        return path.subpath(from, count).toString().replace('\\', '/');
    }
}
