package dev.merganser.recipes.check;

import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.output.MergeOutput;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What a check is asked.
 *
 * @param semantics whose rules hold
 * @param deep whether to look for NaN and infinities, which reads all weights
 * @param out where the merged model would be written, where that is known
 * @param output how it would be written
 * @param machine where it would be merged
 * @param progress is told the bytes that the deep check has looked at, from any thread
 */
public record CheckSettings(
        Semantics semantics,
        boolean deep,
        Optional<Path> out,
        MergeOutput output,
        Machine machine,
        LongConsumer progress) {

    /** A quick check for this machine. */
    public static CheckSettings standard() {
        Machine machine = Machine.here();
        return new CheckSettings(
                Semantics.SAFE,
                false,
                Optional.empty(),
                MergeOutput.STANDARD.withThreads(machine.cores()),
                machine,
                _ -> {});
    }

    public CheckSettings withSemantics(Semantics rules) {
        return new CheckSettings(rules, deep, out, output, machine, progress);
    }

    public CheckSettings withDeep(boolean looking) {
        return new CheckSettings(semantics, looking, out, output, machine, progress);
    }

    public CheckSettings withOut(Path path) {
        return new CheckSettings(semantics, deep, Optional.of(path), output, machine, progress);
    }

    /** These settings for a merge of which nobody says where it goes. */
    CheckSettings withoutOut() {
        return new CheckSettings(semantics, deep, Optional.empty(), output, machine, progress);
    }

    public CheckSettings withOutput(MergeOutput settings) {
        return new CheckSettings(semantics, deep, out, settings, machine, progress);
    }

    CheckSettings withMachine(Machine other) {
        return new CheckSettings(semantics, deep, out, output, other, progress);
    }

    public CheckSettings withProgress(LongConsumer listener) {
        return new CheckSettings(semantics, deep, out, output, machine, listener);
    }
}
