package dev.merganser.evaluators.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The kinds of task on the class path, found through {@link ServiceLoader}. */
public final class TaskKinds {

    private static final Map<String, TaskKind> BY_NAME = load();

    private TaskKinds() {}

    private static Map<String, TaskKind> load() {
        Map<String, TaskKind> kinds = new TreeMap<>();
        for (TaskKind kind : ServiceLoader.load(TaskKind.class, TaskKind.class.getClassLoader())) {
            if (kinds.put(kind.name(), kind) != null) {
                throw new IllegalStateException("Two kinds of task are named " + kind.name());
            }
        }
        return kinds;
    }

    /** All kinds by name. */
    public static List<TaskKind> all() {
        return List.copyOf(BY_NAME.values());
    }

    /** The kind of a name; empty where there is none. */
    public static Optional<TaskKind> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
