package dev.merganser.recipes.lora;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Short lists of modules as PEFT reads them: a name stands for every module whose name ends in it,
 * so the last part of a name is enough where all modules that end in it are meant.
 */
final class ShortNames {

    private ShortNames() {}

    /**
     * Names that stand for these modules and no others, in alphabetical order.
     *
     * @param modules what is meant
     * @param tensors all tensors of the model, of whose names the names of modules are a part
     */
    static List<String> shortest(Set<String> modules, List<String> tensors) {
        Set<String> all = all(tensors);
        Set<String> names = new TreeSet<>();
        for (String module : modules) {
            String last = module.substring(module.lastIndexOf('.') + 1);
            boolean unique =
                    all.stream()
                            .allMatch(other -> !other.endsWith(last) || modules.contains(other));
            names.add(unique ? last : module);
        }
        return new ArrayList<>(names);
    }

    private static Set<String> all(List<String> tensors) {
        Set<String> modules = new HashSet<>();
        for (String tensor : tensors) {
            for (int dot = tensor.lastIndexOf('.');
                    dot > 0;
                    dot = tensor.lastIndexOf('.', dot - 1)) {
                modules.add(tensor.substring(0, dot));
            }
        }
        return modules;
    }
}
