package dev.merganser.recipes.recipe;

import java.util.List;
import java.util.Map;

/** {@code models}, {@code slices} or {@code modules} as canonical YAML. */
final class CompositionWriter {

    private final YamlLines out;

    CompositionWriter(YamlLines out) {
        this.out = out;
    }

    void composition(String indent, Composition composition) {
        switch (composition) {
            case Composition.WholeModels(List<ModelEntry> models) -> {
                out.block(indent, "models");
                models.forEach(entry -> model(indent, entry));
            }
            case Composition.Slices(List<OutputSlice> slices) -> {
                out.block(indent, "slices");
                slices.forEach(slice -> slice(indent, slice));
            }
            case Composition.Modules(Map<String, OutputModule> modules) -> {
                out.block(indent, "modules");
                modules.forEach((name, module) -> module(indent + "  ", name, module));
            }
            case Composition.LayerPath _ -> {} // stands below merganser
        }
    }

    private void model(String indent, ModelEntry entry) {
        out.line(indent + "  - ", "model", YamlScalars.text(entry.model()));
        out.parameters(indent + "    ", entry.parameters());
    }

    private void slice(String indent, OutputSlice slice) {
        out.block(indent + "  - ", "sources");
        slice.sources().forEach(source -> source(indent + "      ", source));
        slice.baseModel()
                .ifPresent(base -> out.line(indent + "    ", "base_model", YamlScalars.text(base)));
        out.parameters(indent + "    ", slice.parameters());
    }

    private void source(String indent, SliceSource source) {
        out.line(indent + "- ", "model", YamlScalars.text(source.model()));
        out.line(indent + "  ", "layer_range", "[%d, %d]".formatted(source.from(), source.to()));
        out.parameters(indent + "  ", source.parameters());
    }

    private void module(String indent, String name, OutputModule module) {
        out.block(indent, YamlScalars.text(name));
        composition(indent + "  ", module.composition());
        out.parameters(indent + "  ", module.parameters());
    }
}
