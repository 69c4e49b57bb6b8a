package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.ParameterValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class GroupFiltersTest {

    private static Grouping grouping(Granularity granularity, List<String> tensors) {
        return Grouping.of(granularity, new ModelFacts("base", List.of("digits"), tensors));
    }

    private static ParameterValue numbered(Grouping groups) {
        List<Argument> numbers =
                IntStream.range(0, groups.size()).mapToObj(i -> Argument.of((double) i)).toList();
        return new GroupFilters(groups).value(numbers);
    }

    private static List<String> filters(ParameterValue value) {
        return ((ParameterValue.Filtered) value)
                .rules().stream().map(rule -> rule.filter().orElse("*")).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"group(2)", "group(3)", "layer", "sublayer", "tensor"})
    void everyTensorGetsTheValueOfItsGroup(String granularity) {
        for (List<String> tensors : ModelNames.all()) {
            Grouping groups = grouping(Granularity.parse(granularity), tensors);
            ParameterValue value = numbered(groups);
            for (int group = 0; group < groups.size(); group++) {
                for (String tensor : groups.get(group).tensors()) {
                    assertThat(value.at(tensor, 0.5))
                            .as(tensor)
                            .isEqualTo(Optional.of(Argument.of((double) group)));
                }
            }
        }
    }

    @Test
    void filtersAreTheShortestThatSelectAGroup() {
        assertThat(filters(numbered(grouping(new Granularity.Sublayer(), ModelNames.bundled(2)))))
                .containsExactly(
                        "patch.",
                        "position",
                        "layers.0.attention.",
                        "layers.0.mlp.",
                        "layers.1.attention.",
                        "layers.1.mlp.",
                        "*");
    }

    /** The hard cases: names within names, and a group that no order of prefixes tells apart. */
    @Test
    void aNameWithinAnotherComesAfterIt() {
        Grouping groups =
                new Grouping(
                        List.of(
                                new TensorGroup("a", List.of("w")),
                                new TensorGroup("b", List.of("x.w", "ww")),
                                new TensorGroup("c", List.of("x.w.w", "y"))));
        ParameterValue value = numbered(groups);
        assertThat(value.at("w", 0)).contains(Argument.of(0.0));
        assertThat(value.at("x.w", 0)).contains(Argument.of(1.0));
        assertThat(value.at("ww", 0)).contains(Argument.of(1.0));
        assertThat(value.at("x.w.w", 0)).contains(Argument.of(2.0));
        assertThat(value.at("y", 0)).contains(Argument.of(2.0));
    }

    @Test
    void equalValuesAreOneNumber() {
        Grouping groups = grouping(new Granularity.Sublayer(), ModelNames.bundled(3));
        List<Argument> numbers = Collections.nCopies(groups.size(), Argument.of(0.3));
        assertThat(new GroupFilters(groups).value(numbers)).isEqualTo(ParameterValue.of(0.3));
    }
}
