package dev.merganser.optimizer;

/**
 * Makes the Vector API usable in a JVM that was started without {@code --add-modules
 * jdk.incubator.vector}, an option with which every start prints a warning. The program calls it
 * before anything else. It works through an internal class of JDK 25, so java has to be started
 * with {@code --add-exports=java.base/jdk.internal.module=ALL-UNNAMED}, as {@code ./merganser}
 * does.
 */
final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";

    private VectorModule() {}

    /** Loads the module unless it is there; returns whether it is there now. */
    static boolean load() {
        if (ModuleLayer.boot().findModule(NAME).isPresent()) {
            return true;
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, NAME);
            return true;
        } catch (ReflectiveOperationException _) {
            return false;
        }
    }
}
