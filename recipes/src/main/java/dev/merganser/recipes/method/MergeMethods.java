package dev.merganser.recipes.method;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** All merge methods of this program and of whatever else is on the class path. */
public final class MergeMethods {

    private MergeMethods() {}

    /** Every method, by name. Throws where two have one name. */
    public static List<MergeMethod> all() {
        return new ArrayList<>(Registry.BY_NAME.values());
    }

    /** The method of that name; {@link WrongUseException} with the nearest known one if none. */
    public static MergeMethod named(String name) {
        MergeMethod method = Registry.BY_NAME.get(name);
        if (method == null) {
            throw new WrongUseException(
                    "There is no merge method '%s'.%s Known: %s."
                            .formatted(
                                    name,
                                    Suggestions.didYouMean(name, Registry.BY_NAME.keySet()),
                                    String.join(", ", Registry.BY_NAME.keySet())));
        }
        return method;
    }

    /** How a method reads the models, and what it computes besides, for people. */
    public static String cost(MergeMethod method) {
        String reading =
                switch (method) {
                    case BlockMethod _, ModelMethod _ -> "one pass";
                    case TensorMethod _ -> "the whole tensor";
                };
        String more = method.descriptor().notes().cost();
        return more.isEmpty() ? reading : reading + ", " + more;
    }

    /** Loaded at first use. */
    private static final class Registry {
        static final Map<String, MergeMethod> BY_NAME = load();

        private static Map<String, MergeMethod> load() {
            Map<String, MergeMethod> byName = new TreeMap<>();
            ClassLoader loader = MergeMethod.class.getClassLoader();
            for (MergeMethod method : ServiceLoader.load(MergeMethod.class, loader)) {
                MergeMethod other = byName.put(method.descriptor().name(), method);
                if (other != null) {
                    throw new IllegalStateException(
                            "Two merge methods are named '%s': %s and %s"
                                    .formatted(
                                            method.descriptor().name(),
                                            other.getClass().getName(),
                                            method.getClass().getName()));
                }
            }
            return byName;
        }
    }
}
