package dev.merganser.recipes.align;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.layer.LayerName;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which tensors of a model the modules of a recipe stand for.
 *
 * <p>A module has the stacks in whose name its own name occurs, component by component: {@code
 * vision_tower} has {@code model.vision_tower.encoder.layers}. A module whose name occurs in none
 * has the stacks that are left, if it is the only such module: {@code text_decoder} or {@code
 * default} of a model with one stack. A tensor outside the layers belongs to the module whose name
 * occurs in its name; else to the one whose stacks' names begin like its name; else to the module
 * of the text.
 */
final class ModuleNames {

    /** What the part of a model that makes text is called, in modules and in stacks. */
    private static final Pattern TEXT =
            Pattern.compile("(^|[._])(text|language|lm|llm|decoder|default)([._]|$)");

    private final List<String> modules;
    private final Map<String, String> byStack = new HashMap<>();
    private final Map<String, String> byTensor = new HashMap<>();

    private ModuleNames(List<String> modules) {
        this.modules = modules;
    }

    /**
     * Assigns the stacks of a model.
     *
     * @param modules the names in the recipe; the only name "" where it names none
     * @throws WrongUseException where a stack has no module, or several
     */
    static ModuleNames of(List<String> modules, Set<String> stacks) {
        var names = new ModuleNames(modules);
        if (modules.equals(List.of(""))) {
            stacks.forEach(stack -> names.byStack.put(stack, ""));
            return names;
        }
        stacks.forEach(stack -> names.assign(stack, stacks));
        names.assignTheRest(stacks);
        return names;
    }

    private void assign(String stack, Set<String> stacks) {
        List<String> best = longest(stack);
        if (best.size() > 1) {
            throw new WrongUseException(
                    "Each stack of layers must belong to one module, but %s belongs to %s. The model has %s."
                            .formatted(stack, String.join(" and ", best), shown(stacks)));
        }
        best.forEach(module -> byStack.put(stack, module));
    }

    /** The modules of the longest name that occurs in a name. */
    private List<String> longest(String name) {
        List<String> best = new ArrayList<>();
        int most = 1;
        for (String module : modules) {
            int length = parts(module).size();
            if (length >= most && occurs(module, name)) {
                if (length > most) {
                    best.clear();
                }
                most = length;
                best.add(module);
            }
        }
        return best;
    }

    private void assignTheRest(Set<String> stacks) {
        List<String> left = stacks.stream().filter(stack -> !byStack.containsKey(stack)).toList();
        List<String> idle =
                modules.stream().filter(module -> !byStack.containsValue(module)).toList();
        if (left.isEmpty()) {
            return;
        }
        if (idle.size() != 1) {
            throw new WrongUseException(
                    "modules must tell by their names which layers each stands for, but nothing is said of %s. The model has %s."
                            .formatted(String.join(", ", left), shown(stacks)));
        }
        left.forEach(stack -> byStack.put(stack, idle.getFirst()));
    }

    private static String shown(Set<String> stacks) {
        return "the stacks " + String.join(", ", stacks.stream().sorted().toList());
    }

    /** The stacks of a module. */
    List<String> stacks(String module) {
        return byStack.keySet().stream()
                .filter(stack -> module.equals(byStack.get(stack)))
                .sorted()
                .toList();
    }

    /** The module of a tensor. */
    String module(String tensor) {
        return modules.size() == 1
                ? modules.getFirst()
                : byTensor.computeIfAbsent(tensor, this::found);
    }

    private String found(String tensor) {
        return LayerName.of(tensor)
                .flatMap(name -> Optional.ofNullable(byStack.get(name.stack())))
                .orElseGet(() -> outside(tensor));
    }

    private String outside(String tensor) {
        List<String> named = longest(tensor);
        if (!named.isEmpty()) {
            return named.getFirst();
        }
        List<String> near = nearest(tensor);
        return near.size() == 1 ? near.getFirst() : main();
    }

    /** The modules whose stacks have most leading components in common with a name. */
    private List<String> nearest(String tensor) {
        Map<String, Integer> shared = new HashMap<>();
        byStack.forEach((stack, module) -> shared.merge(module, common(stack, tensor), Math::max));
        int most = shared.values().stream().max(Integer::compare).orElse(0);
        return most == 0
                ? List.of()
                : shared.keySet().stream()
                        .filter(module -> shared.getOrDefault(module, 0) == most)
                        .toList();
    }

    private static int common(String one, String other) {
        List<String> a = parts(one);
        List<String> b = parts(other);
        int i = 0;
        while (i < Math.min(a.size(), b.size()) && a.get(i).equals(b.get(i))) {
            i++;
        }
        return i;
    }

    /** The module of the text, else the first. */
    private String main() {
        return modules.stream()
                .filter(
                        module ->
                                isText(module)
                                        || stacks(module).stream().anyMatch(ModuleNames::isText))
                .findFirst()
                .orElse(modules.getFirst());
    }

    private static boolean isText(String name) {
        return TEXT.matcher(name).find();
    }

    private static boolean occurs(String module, String name) {
        return Collections.indexOfSubList(parts(name), parts(module)) >= 0;
    }

    private static List<String> parts(String name) {
        return Arrays.asList(name.split("\\.", -1));
    }
}
