package dev.merganser.optimizer.command;

import picocli.CommandLine.Mixin;

/** {@code merganser demo}. */
@picocli.CommandLine.Command(
        name = "demo",
        description =
                "Search merge recipes for the bundled family of vision transformers, a minute or two.")
final class DemoCommand extends Command {

    @Mixin private NewRunOptions options = new NewRunOptions();

    DemoCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        return options.start(console, BundledFamily.path("search.yml"));
    }
}
