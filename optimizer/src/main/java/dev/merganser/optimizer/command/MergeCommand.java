package dev.merganser.optimizer.command;

import dev.merganser.recipes.adapter.AdapterReport;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.ByteCount;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.recipe.Stages;
import dev.merganser.recipes.recipe.StagesReader;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Optional;

/** {@code merganser merge}. */
@picocli.CommandLine.Command(
        name = "merge",
        description = "Carry a recipe out: write the merged model to a folder or file.")
final class MergeCommand extends Command {

    @Parameters(index = "0", paramLabel = "RECIPE.yml", description = "What to merge.")
    private Path recipe = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description = "A new folder, or a new file that ends in .safetensors or .onnx.")
    private Path out = Path.of("");

    @Option(
            names = "--dtype",
            paramLabel = "D",
            description = "float32, float16 or bfloat16, in place of the recipe's out_dtype.")
    private @Nullable String dtype;

    @Mixin private CompatOption compat = new CompatOption();

    @Mixin private OutputOptions output = new OutputOptions();

    @Mixin private AdapterOptions adapter = new AdapterOptions();

    MergeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        output.require(out);
        Semantics semantics = compat.semantics();
        long start = System.nanoTime();
        Stages stages = withDtype(StagesReader.read(recipe));
        if (adapter.given()) {
            return adapter(stages, semantics);
        }
        try (CleanEnd _ = CleanEnd.begin();
                Models models = Models.open(Path.of(""))) {
            MergePlan plan =
                    output.write(recipe, stages, semantics, models, Optional.empty(), out, console);
            console.out()
                    .printf(
                            "%s: %d tensors by %s, %s, in %s%n",
                            out,
                            plan.tensors().size(),
                            plan.recipe().mergeMethod(),
                            bytes(plan),
                            DurationWords.of((System.nanoTime() - start) / 1e9));
        }
        return 0;
    }

    private int adapter(Stages stages, Semantics semantics) {
        if (semantics != Semantics.SAFE) {
            throw AdapterOptions.meaningless("--compat");
        }
        if (dtype != null) {
            throw AdapterOptions.meaningless("--dtype");
        }
        try (CleanEnd _ = CleanEnd.begin();
                Models models = Models.open(Path.of(""))) {
            AdapterReport report =
                    output.writeAdapter(
                            recipe, stages, semantics, models, out, adapter.settings(), console);
            adapter.print(report, out, console);
        }
        return 0;
    }

    private static String bytes(MergePlan plan) {
        return ByteCount.text(plan.tensors().stream().mapToLong(TensorInfo::bytes).sum());
    }

    private Stages withDtype(Stages asked) {
        return dtype == null ? asked : asked.withOutput(asked.output().withOutDtype(named(dtype)));
    }

    private static DType named(String name) {
        return switch (name) {
            case "float32" -> DType.F32;
            case "float16" -> DType.F16;
            case "bfloat16" -> DType.BF16;
            default ->
                    throw new WrongUseException(
                            "--dtype must be float32, float16 or bfloat16, found '" + name + "'.");
        };
    }
}
