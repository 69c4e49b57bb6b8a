package dev.merganser.recipes.method;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All merge methods of this program and of whatever else is on the class path. */
public final class MergeMethods {

    private MergeMethods() {}

    /** Every method, by name. Throws where two have one name. */
    public static List<MergeMethod> all() {
        return new ArrayList<>(byName().values());
    }

    /** The method of that name; {@link WrongUseException} with the nearest known one if none. */
    public static MergeMethod named(String name) {
        MergeMethod method = byName().get(name);
        if (method == null) {
            throw new WrongUseException(
                    "There is no merge method '%s'.%s Known: %s."
                            .formatted(
                                    name,
                                    Suggestions.didYouMean(name, byName().keySet()),
                                    String.join(", ", byName().keySet())));
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

    private static Map<String, MergeMethod> byName() {
        return Registry.METHODS.get();
    }

    /** Loaded at first use; what cannot be loaded is complained of at each use. */
    private static final class Registry {
        static final Supplier<Map<String, MergeMethod>> METHODS = load();

        private static Supplier<Map<String, MergeMethod>> load() {
            Map<String, MergeMethod> byName = new TreeMap<>();
            ClassLoader loader = MergeMethod.class.getClassLoader();
            try {
                ServiceLoader.load(MergeMethod.class, loader)
                        .forEach(method -> add(method, byName));
            } catch (ServiceConfigurationError e) {
                return () -> {
                    throw new WrongUseException(
                            "Each line of META-INF/services/%s. Maybe a name or the class path is wrong."
                                    .formatted(complaint(e)),
                            e);
                };
            } catch (WrongUseException e) {
                return () -> {
                    throw e;
                };
            }
            return () -> byName;
        }

        private static String complaint(ServiceConfigurationError e) {
            return String.valueOf(e.getMessage())
                    .replaceFirst(": ", " must name a merge method, but this was found: ");
        }

        private static void add(MergeMethod method, Map<String, MergeMethod> byName) {
            MergeMethod other = byName.put(method.descriptor().name(), method);
            if (other != null) {
                throw new WrongUseException(
                        "Two merge methods are named '%s': %s and %s."
                                .formatted(
                                        method.descriptor().name(),
                                        other.getClass().getName(),
                                        method.getClass().getName()));
            }
        }
    }
}
