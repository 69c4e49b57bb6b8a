package dev.merganser.optimizer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.optimizer.space.DataFlowSpace;
import dev.merganser.optimizer.space.HybridSpace;
import dev.merganser.optimizer.space.HybridSpace.MergedWeights;
import dev.merganser.optimizer.space.HybridSpace.SearchOrder;
import dev.merganser.optimizer.space.ParameterRange;
import dev.merganser.optimizer.space.ParameterSpace;
import dev.merganser.optimizer.space.PathEncoding;
import dev.merganser.optimizer.space.PathPreset;
import dev.merganser.optimizer.space.ScaleEncoding;
import dev.merganser.optimizer.space.ScaleSettings;
import dev.merganser.optimizer.space.SpaceSettings;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.yaml.YamlMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class SpaceReaderTest {

    private static final List<String> EXPERTS = List.of("digits", "fashion");

    private static SpaceSettings read(String space) {
        return SpaceReader.read(
                YamlMap.parse("space: " + space, "search.yml").map("space"),
                EXPERTS,
                EXPERTS.size(),
                Path::of);
    }

    @Test
    void aDataFlowSpaceHasADefaultForEverything() {
        assertThat(read("{kind: data-flow}"))
                .isEqualTo(DataFlowSpace.of("base", List.of("base", "digits", "fashion")));
    }

    @Test
    void anExpertCalledMergedIsOneOfManyWhereNothingIsMerged() {
        YamlMap space = YamlMap.parse("space: {kind: data-flow}", "search.yml").map("space");
        assertThat(SpaceReader.read(space, List.of("merged"), 1, Path::of))
                .isEqualTo(DataFlowSpace.of("base", List.of("base", "merged")));
    }

    @Test
    void aDataFlowSpaceWithEverything() {
        assertThat(
                        read(
                                """
                                {kind: data-flow, encoding: indicators, models: [digits, base], repeats: 3, ends: digits,
                                 pinned: false, max_layers: 8, scales: network, hidden: 6, scaled: input, scale: [0.8, 1.25],
                                 scale_step: 0.05, presets: [identity, drops]}"""))
                .isEqualTo(
                        new DataFlowSpace(
                                PathEncoding.INDICATORS,
                                List.of("digits", "base"),
                                3,
                                "digits",
                                false,
                                OptionalInt.of(8),
                                new ScaleSettings(
                                        new ScaleEncoding.Network(6),
                                        Scaling.INPUT,
                                        0.8,
                                        1.25,
                                        0.05),
                                EnumSet.of(PathPreset.IDENTITY, PathPreset.DROPS)));
    }

    @Test
    void directPathsAreFreeAtTheirEnds() {
        DataFlowSpace space = (DataFlowSpace) read("{kind: data-flow, encoding: path}");
        assertThat(space.pinned()).isFalse();
        assertThat(space.encoding()).isEqualTo(PathEncoding.PATH);
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "none, 0", "[], 0", "true, 6", "all, 6", "[swaps], 1"})
    void presetsAreAllOrSome(String presets, int count) {
        DataFlowSpace space = (DataFlowSpace) read("{kind: data-flow, presets: " + presets + "}");
        assertThat(space.presets()).hasSize(count);
    }

    @Test
    void aHybridSpaceHasMergesAndPathsWithTheMergedModelFirst() {
        HybridSpace space =
                (HybridSpace)
                        read("{kind: hybrid, merge: {method: ties, weight: [0, 1]}, path: {}}");
        assertThat(space.merge().methods()).containsExactly("ties");
        assertThat(space.path().models()).containsExactly("merged", "base", "digits", "fashion");
        assertThat(space.path().ends()).isEqualTo("merged");
        assertThat(space.merged()).isEqualTo(MergedWeights.TOGETHER);
        assertThat(space.order()).isEqualTo(new SearchOrder.Joint());
    }

    @Test
    void aHybridSpaceWithEverything() {
        HybridSpace space =
                (HybridSpace)
                        read(
                                """
                                {kind: hybrid, merge: {method: ties, weight: 1, density: [0.1, 1]},
                                 path: {models: [digits], repeats: 2}, merged: together, order: merge-first,
                                 merge_evaluations: 70}""");
        assertThat(space.path().models()).containsExactly("merged", "digits");
        assertThat(space.order()).isEqualTo(new SearchOrder.MergeFirst(70));
        HybridSpace own =
                (HybridSpace)
                        read(
                                "{kind: hybrid, merged: own, merge: {method: ties, weight: [0, 1]}, path: {repeats: 2}}");
        assertThat(own.merged()).isEqualTo(MergedWeights.OWN);
    }

    @Test
    void aParameterSpaceNeedsNoKind() {
        assertThat(read("{method: ties, weight: [0, 1]}")).isInstanceOf(ParameterSpace.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {parts: 4} | 4 |
                    {parts: {chunks: 4}} | 4 | chunks
                    {parts: {random: 3}} | 3 | random
                    {parts: {random: 1}} | 1 | random
                    {parts: random} | 1 | random
                    {} | 1 |
                    """)
    void tensorsCanBeDividedIntoPartsWithWeightsOfTheirOwn(
            String parts, int count, @Nullable String way) {
        String rest = parts.substring(1, parts.length() - 1);
        var space =
                (ParameterSpace)
                        read(
                                "{method: task_arithmetic_parts, weight: [-1, 1]%s}"
                                        .formatted(rest.isEmpty() ? "" : ", " + rest));
        var each = new ParameterRange.Gene(-1, 1);
        assertThat(space.parameters().get("weight"))
                .isEqualTo(count == 1 ? each : new ParameterRange.Parts(each, count));
        assertThat(Optional.ofNullable(space.parameters().get("parts")))
                .isEqualTo(
                        Optional.ofNullable(way)
                                .map(word -> new ParameterRange.Fixed(ParameterValue.of(word))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {kind: dataflow} | space.kind must be parameter, data-flow or hybrid, found 'dataflow'. Did you mean 'data-flow'?
                    {kind: data-flow, method: ties} | unknown key 'space.method'. Known: encoding, ends, hidden, kind, max_layers, models, pinned, presets, repeats, scale, scale_step, scaled, scales
                    {kind: data-flow, encoding: direct} | space.encoding must be indicators or path, found 'direct'.
                    {kind: data-flow, models: [base, doodles]} | space.models must be a list of base, digits, fashion, found the text 'doodles'
                    {kind: data-flow, models: base} | space.models must be a list, found the text 'base'
                    {kind: data-flow, models: []} | space.models must name at least one model, and each once, found []
                    {kind: data-flow, models: [base, base]} | space.models must name at least one model, and each once, found [base, base]
                    {kind: data-flow, models: [merged]} | space.models must be a list of base, digits, fashion, found the text 'merged'
                    {kind: data-flow, models: [digits], ends: base} | space.ends must be digits, found 'base'.
                    {kind: data-flow, repeats: 0} | space.repeats must be a whole number from 1 to 64, found the number 0
                    {kind: data-flow, encoding: path, repeats: 2} | space.repeats belongs to encoding indicators, found 2 with encoding path, which repeats layers anyway
                    {kind: data-flow, max_layers: 1} | space.max_layers must be 2 to 4096, found 1
                    {kind: data-flow, scales: layer} | space.scales must be none, slot, matrix or network, found 'layer'.
                    {kind: data-flow, scale: [0.5, 2]} | space.scale belongs to scales slot, matrix or network, found scales none
                    {kind: data-flow, scales: slot, hidden: 3} | space.hidden belongs to scales network, found scales slot
                    {kind: data-flow, scales: slot, scale: 0.5} | space.scale must be a range [low, high], found the number 0.5
                    {kind: data-flow, scales: slot, scale: [1.1, 2]} | space.scale must be a range [low, high] within -10 to 10 that has 1 in it, found [1.1, 2.0]
                    {kind: data-flow, scales: slot, scale_step: 0.3} | space.scale_step must be 0.0001 to 1 and 1 a whole number of steps, such as 0.01 or 0.05, found 0.3
                    {kind: data-flow, scales: slot, scale: [0.97, 1.02], scale_step: 0.05} | space.scale must have two multiples of scale_step 0.05 in it, found [0.97, 1.02]
                    {kind: data-flow, scales: slot, scale: [1, 1.005]} | space.scale must have two multiples of scale_step 0.01 in it, found [1.0, 1.005]
                    {kind: data-flow, scales: slot, scaled: branch} | space.scaled must be branches or input, found 'branch'. Did you mean 'branches'?
                    {kind: data-flow, presets: some} | space.presets must be all, none or a list of identity, models, stacks, swaps, repeats, drops, found the text 'some'
                    {kind: data-flow, presets: [swap]} | space.presets must be all, none or a list of identity, models, stacks, swaps, repeats, drops, found the text 'swap'
                    {method: task_arithmetic, weight: [0, 1], parts: 4} | unknown key 'space.parts'. Known: align, compress, density, granularity, int8_mask, kind, lambda, method, normalize, out_dtype, rescale, seed, weight, wrap
                    {method: task_arithmetic_parts, weight: [0, 1], parts: 2.5} | space.parts must be a whole number from 1 to 2147483647, found the number 2.5
                    {method: task_arithmetic_parts, weight: [0, 1], parts: 300} | space: Parts of a tensor must be 2 to 256, found 300.
                    {method: task_arithmetic_parts, weight: [0, 1], parts: {rows: 4}} | unknown key 'space.parts.rows'. Known: chunks, random
                    {method: task_arithmetic_parts, weight: [0, 1], parts: [4]} | space.parts must be how many parts a tensor has, {chunks: 4} or {random: 4}, or the word chunks or random, found a list
                    {method: task_arithmetic_parts, weight: [0, 1], parts: rows} | space.parts must be one of chunks, random, found 'rows'.
                    {method: task_arithmetic_parts, weight: 0.3, parts: 4} | space.parts divides the range of weight, so space.weight must be a range [low, high]
                    {method: [task_arithmetic, task_arithmetic_parts], weight: [0, 1], parts: 2} | space.weight must be a finite number, found [0, 0].
                    {kind: hybrid, path: {}} | 'space.merge' is missing
                    {kind: hybrid, merge: {method: ties, weight: 1, density: [0, 2]}, path: {}} | space.merge.density must be a finite number from 0 to 1, found 2.
                    {kind: hybrid, merge: {method: ties, weight: [0, 1]}} | 'space.path' is missing
                    {kind: hybrid, merge: {method: ties, weight: [0, 1], kind: hybrid}, path: {}} | space.merge.kind must be parameter, found 'hybrid'.
                    {kind: hybrid, merge: {method: ties, weight: [0, 1]}, path: {repeat: 2}} | unknown key 'space.path.repeat'. Did you mean 'repeats'? Known: encoding, ends, hidden, kind, max_layers, models, pinned, presets, repeats, scale, scale_step, scaled, scales
                    {kind: hybrid, merge: {method: ties, weight: [0, 1]}, path: {}, order: first} | space.order must be joint or merge-first, found 'first'.
                    {kind: hybrid, merge: {method: ties, weight: [0, 1]}, path: {}, merge_evaluations: 5} | space.merge_evaluations belongs to order merge-first, found order joint
                    {kind: hybrid, merge: {method: ties, weight: [0, 1]}, path: {ends: base}, order: merge-first} | space.order merge-first needs ends: merged, found 'base'
                    """)
    void aSpaceThatIsWrong(String space, String complaint) {
        assertThatThrownBy(() -> read(space))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("search.yml: " + complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"merged", "merged.2", "merged.17"})
    void noExpertOfAHybridSpaceMayTakeAMergedModelsName(String name) {
        YamlMap space = YamlMap.parse("space: {kind: hybrid}", "search.yml").map("space");
        assertThatThrownBy(() -> SpaceReader.read(space, List.of("digits", name), 2, Path::of))
                .hasMessage(
                        "search.yml: no expert of a hybrid space may be called '%s', which is a merged model"
                                .formatted(name));
    }
}
