package dev.merganser.optimizer.space;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.ParameterValue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says by mergekit's filters which group a tensor is in: an ordered list of substrings of names, of
 * which the first that occurs in a tensor's name decides.
 *
 * <p>Mostly a filter is the shortest dotted prefix that occurs in the names of one group only, such
 * as {@code layers.1.attention.}; then its place does not matter. Where a name occurs in those of
 * other groups ({@code norm.weight} in {@code layers.0.norm.weight}), the filter comes after
 * theirs. The last group needs no filter.
 */
final class GroupFilters {

    /** Tensors with this text in their name, and with none of an earlier rule, are in the group. */
    private record Rule(Optional<String> filter, int group) {
        boolean matches(String tensor) {
            return filter.isEmpty() || tensor.contains(filter.get());
        }
    }

    private final Map<String, Integer> groupOf = new HashMap<>();
    private final List<Rule> rules;

    GroupFilters(Grouping groups) {
        for (int group = 0; group < groups.size(); group++) {
            for (String tensor : groups.get(group).tensors()) {
                groupOf.put(tensor, group);
            }
        }
        this.rules = withoutLastFilter(inOrder(shortest(groups)));
        verify();
    }

    /** The value of a parameter that is the given one in each group. */
    ParameterValue value(List<Argument> byGroup) {
        if (byGroup.stream().distinct().count() == 1) {
            return ParameterValue.of(byGroup.getFirst());
        }
        return new ParameterValue.Filtered(
                rules.stream()
                        .map(
                                rule ->
                                        new ParameterValue.Rule(
                                                rule.filter(),
                                                ParameterValue.of(byGroup.get(rule.group()))))
                        .toList());
    }

    private List<Rule> shortest(Grouping groups) {
        Set<Rule> found = new LinkedHashSet<>();
        for (int group = 0; group < groups.size(); group++) {
            for (String tensor : groups.get(group).tensors()) {
                found.add(new Rule(Optional.of(shortest(tensor)), group));
            }
        }
        return List.copyOf(found);
    }

    private String shortest(String tensor) {
        int group = groupOf.getOrDefault(tensor, -1);
        for (int dot = tensor.indexOf('.'); dot >= 0; dot = tensor.indexOf('.', dot + 1)) {
            String prefix = tensor.substring(0, dot + 1);
            if (groupOf.entrySet().stream()
                    .noneMatch(e -> e.getValue() != group && e.getKey().contains(prefix))) {
                return prefix;
            }
        }
        return tensor;
    }

    private List<Rule> inOrder(List<Rule> found) {
        List<Rule> open = new ArrayList<>(found);
        List<Rule> ordered = new ArrayList<>();
        Set<String> covered = new HashSet<>();
        while (!open.isEmpty()) {
            Optional<Rule> next =
                    open.stream().filter(rule -> isRightAfter(rule, covered)).findFirst();
            if (next.isEmpty()) {
                return longestNamesFirst();
            }
            open.remove(next.get());
            ordered.add(next.get());
            groupOf.keySet().stream().filter(next.get()::matches).forEach(covered::add);
        }
        return ordered;
    }

    private boolean isRightAfter(Rule rule, Set<String> covered) {
        return groupOf.entrySet().stream()
                .filter(entry -> rule.matches(entry.getKey()) && !covered.contains(entry.getKey()))
                .allMatch(entry -> entry.getValue() == rule.group());
    }

    /** Always right, only long: a name can occur in a longer one only. */
    private List<Rule> longestNamesFirst() {
        return groupOf.entrySet().stream()
                .sorted(
                        Comparator.comparingInt(
                                        (Map.Entry<String, Integer> entry) ->
                                                -entry.getKey().length())
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new Rule(Optional.of(entry.getKey()), entry.getValue()))
                .toList();
    }

    private static List<Rule> withoutLastFilter(List<Rule> ordered) {
        int last = ordered.getLast().group();
        List<Rule> shortened = new ArrayList<>(ordered);
        while (!shortened.isEmpty() && shortened.getLast().group() == last) {
            shortened.removeLast();
        }
        shortened.add(new Rule(Optional.empty(), last));
        return List.copyOf(shortened);
    }

    private void verify() {
        groupOf.forEach(
                (tensor, group) -> {
                    int found =
                            rules.stream()
                                    .filter(rule -> rule.matches(tensor))
                                    .findFirst()
                                    .map(Rule::group)
                                    .orElse(-1);
                    if (found != group) {
                        throw new IllegalStateException(
                                "Filters put tensor '%s' into group %d, not %d"
                                        .formatted(tensor, found, group));
                    }
                });
    }
}
