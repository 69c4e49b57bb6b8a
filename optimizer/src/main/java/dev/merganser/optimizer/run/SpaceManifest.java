package dev.merganser.optimizer.run;

import dev.merganser.optimizer.space.DataFlowSpace;
import dev.merganser.optimizer.space.HybridSpace;
import dev.merganser.optimizer.space.HybridSpace.SearchOrder;
import dev.merganser.optimizer.space.ParameterRange;
import dev.merganser.optimizer.space.ParameterSpace;
import dev.merganser.optimizer.space.PathPreset;
import dev.merganser.optimizer.space.ScaleEncoding;
import dev.merganser.optimizer.space.ScaleSettings;
import dev.merganser.optimizer.space.SpaceSettings;
import dev.merganser.recipes.method.Argument;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a search may choose, in a manifest: by the keys of search.space. */
final class SpaceManifest {

    private SpaceManifest() {}

    /** The settings of a space, by the keys of search.space. */
    static Map<String, Object> of(SpaceSettings space) {
        return switch (space) {
            case ParameterSpace merges -> of(merges);
            case DataFlowSpace paths -> of(paths);
            case HybridSpace both -> of(both);
        };
    }

    private static Map<String, Object> of(HybridSpace space) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("kind", "hybrid");
        resolved.put("merge", of(space.merge()));
        resolved.put("path", of(space.path()));
        resolved.put("merged", space.merged().name().toLowerCase(Locale.ROOT));
        switch (space.order()) {
            case SearchOrder.Joint() -> resolved.put("order", "joint");
            case SearchOrder.MergeFirst(int evaluations) -> {
                resolved.put("order", "merge-first");
                resolved.put("merge_evaluations", evaluations);
            }
        }
        return resolved;
    }

    private static Map<String, Object> of(DataFlowSpace space) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("kind", "data-flow");
        resolved.put("encoding", space.encoding().key());
        resolved.put("models", space.models());
        resolved.put("repeats", space.repeats());
        resolved.put("ends", space.ends());
        resolved.put("pinned", space.pinned());
        space.maxLayers().ifPresent(most -> resolved.put("max_layers", most));
        ScaleSettings scales = space.scales();
        resolved.put("scales", scales.encoding().key());
        if (!(scales.encoding() instanceof ScaleEncoding.None)) {
            resolved.put("scaled", scales.scaled().key());
            resolved.put("scale", List.of(scales.low(), scales.high()));
            resolved.put("scale_step", scales.step());
        }
        if (scales.encoding() instanceof ScaleEncoding.Network(int hidden)) {
            resolved.put("hidden", hidden);
        }
        resolved.put("presets", space.presets().stream().map(PathPreset::key).toList());
        return resolved;
    }

    private static Map<String, Object> of(ParameterSpace space) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("method", space.methods());
        resolved.put("granularity", space.granularity().key());
        space.parameters().forEach((name, range) -> resolved.put(name, of(range)));
        space.around().align().ifPresent(alignment -> resolved.put("align", alignment.word()));
        space.around().numbers().forEach((number, range) -> resolved.put(number.key(), of(range)));
        space.outDtype().ifPresent(type -> resolved.put("out_dtype", type.name()));
        space.maskSeed().ifPresent(seed -> resolved.put("seed", seed));
        return resolved;
    }

    private static Object of(ParameterRange range) {
        return switch (range) {
            case ParameterRange.Fixed(var value) -> value.toString();
            case ParameterRange.Gene(double low, double high) -> List.of(low, high);
            case ParameterRange.Parts(var each, int count) ->
                    List.of(each.low(), each.high(), count);
            case ParameterRange.Choice(var values) -> values.stream().map(Argument::shown).toList();
            case ParameterRange.Each(var byExpert) -> byExpert.toString();
        };
    }
}
