package dev.merganser.optimizer.command;

import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Parameters;

import java.util.Locale;

/** {@code merganser methods}. */
@picocli.CommandLine.Command(
        name = "methods",
        description = "List the merge methods, or one with its parameters.")
final class MethodsCommand extends Command {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A merge method.")
    private @Nullable String name;

    MethodsCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if (name == null) {
            MergeMethods.all().stream().map(MergeMethod::descriptor).forEach(this::line);
        } else {
            details(MergeMethods.named(name));
        }
        return 0;
    }

    private void line(MethodDescriptor method) {
        console.out().printf(Locale.ROOT, "%-16s %s%n", method.name(), method.summary());
    }

    private void details(MergeMethod known) {
        MethodDescriptor method = known.descriptor();
        console.out().println(method.name() + ": " + method.summary());
        print("", method.notes().formula());
        print("", method.notes().explanation());
        print("source: ", method.reference());
        print("base model: ", method.baseUse().name().toLowerCase(Locale.ROOT));
        print("models: ", method.modelCount());
        print("cost: ", MergeMethods.cost(known));
        method.parameters().forEach(this::parameter);
    }

    private void print(String label, String words) {
        if (!words.isEmpty()) {
            console.out().println(label + words);
        }
    }

    private void parameter(ParameterSpec spec) {
        console.out()
                .printf(
                        Locale.ROOT,
                        "  %-12s %s, %s, %s: %s%n",
                        spec.name(),
                        spec.allowed(),
                        spec.scope() == ParameterSpec.Scope.MODEL ? "for each model" : "for all",
                        spec.defaultValue()
                                .map(value -> "default " + value.shown())
                                .orElse("required"),
                        spec.summary());
    }
}
