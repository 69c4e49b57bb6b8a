package dev.merganser.recipes.check;

import dev.merganser.recipes.error.Finding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes a long list readable: of tensors with the same problem only the first few are told. */
final class FindingGroups {

    private static final int TOLD = 3;
    private static final int NAMED = 3;
    private static final Pattern ABOUT_A_TENSOR = Pattern.compile("Tensor '(.*?)' (.*)");
    private static final Pattern PARTICULARS =
            Pattern.compile("\\[[\\d, ]*]|found (?:NaN|-?Infinity) at element \\d+");

    private FindingGroups() {}

    /** A tensor and what is wrong with it, without its shape and position. */
    private record Problem(Finding.Kind kind, String rest) {}

    /** The findings in their order, with one line for each group that is cut short. */
    static List<Finding> shortened(List<Finding> all) {
        Map<Object, List<Finding>> groups = new LinkedHashMap<>();
        for (Finding finding : all) {
            groups.computeIfAbsent(group(finding), _ -> new ArrayList<>()).add(finding);
        }
        return groups.values().stream()
                .flatMap(group -> group.size() <= TOLD + 1 ? group.stream() : cut(group).stream())
                .toList();
    }

    private static Object group(Finding finding) {
        Matcher matcher = ABOUT_A_TENSOR.matcher(finding.message());
        return matcher.matches()
                ? new Problem(finding.kind(), PARTICULARS.matcher(matcher.group(2)).replaceAll("…"))
                : finding;
    }

    private static List<Finding> cut(List<Finding> group) {
        List<Finding> some = new ArrayList<>(group.subList(0, TOLD));
        List<Finding> left = group.subList(TOLD, group.size());
        String names =
                left.stream()
                        .limit(NAMED)
                        .map(finding -> "'" + tensor(finding) + "'")
                        .collect(Collectors.joining(", "));
        String more = left.size() > NAMED ? " and " + (left.size() - NAMED) + " others" : "";
        some.add(
                new Finding(
                        group.getFirst().kind(),
                        "%d more tensors like '%s': %s%s."
                                .formatted(left.size(), tensor(some.getLast()), names, more)));
        return some;
    }

    private static String tensor(Finding finding) {
        Matcher matcher = ABOUT_A_TENSOR.matcher(finding.message());
        return matcher.matches() ? matcher.group(1) : "";
    }
}
