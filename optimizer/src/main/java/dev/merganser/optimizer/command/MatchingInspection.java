package dev.merganser.optimizer.command;

import dev.merganser.recipes.matching.Match;
import dev.merganser.recipes.matching.WeightMatching;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which tensors of a checkpoint are which weights of a graph.
 *
 * @param checkpoint for people
 * @param missing weights of the graph that no tensor is for
 */
record MatchingInspection(String checkpoint, WeightMatching matching, List<String> missing) {

    MatchingInspection {
        missing = List.copyOf(missing);
    }

    String text() {
        var lines = new ArrayList<String>();
        matching.matches().stream()
                .filter(match -> !isPlain(match))
                .forEach(match -> lines.add(line(match)));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%s: %d weights matched: %d by name, %d by prefix, %d tied, %d by value; %d transposed, %d cast",
                        checkpoint,
                        matching.matches().size(),
                        count(match -> match.way() == Match.Way.NAME),
                        count(match -> match.way() == Match.Way.PREFIX),
                        count(match -> match.way() == Match.Way.TIED),
                        count(match -> match.way() == Match.Way.VALUE),
                        count(Match::transposed),
                        count(match -> match.cast().isPresent())));
        lines.add(origin());
        missing.forEach(weight -> lines.add("without a tensor: " + weight));
        matching.ambiguous()
                .forEach(
                        (weight, tensors) ->
                                lines.add(
                                        "ambiguous: %s may be %s"
                                                .formatted(weight, String.join(" or ", tensors))));
        matching.unused().forEach(tensor -> lines.add("not in the graph: " + tensor));
        return String.join("\n", lines);
    }

    private String origin() {
        long equal = count(Match::equal);
        return equal == matching.matches().size()
                ? "the graph holds the values of this checkpoint"
                : "the graph holds the values of another checkpoint: %d of %d weights are equal"
                        .formatted(equal, matching.matches().size());
    }

    private long count(Predicate<Match> which) {
        return matching.matches().stream().filter(which).count();
    }

    private static boolean isPlain(Match match) {
        return match.initializer().equals(match.tensor()) && remarks(match).isEmpty();
    }

    private static String line(Match match) {
        List<String> remarks = remarks(match);
        return "%s <- %s%s"
                .formatted(
                        match.initializer(),
                        match.tensor(),
                        remarks.isEmpty() ? "" : " (" + String.join(", ", remarks) + ")");
    }

    private static List<String> remarks(Match match) {
        List<String> remarks = new ArrayList<>();
        switch (match.way()) {
            case NAME -> {}
            case PREFIX -> remarks.add("prefix");
            case TIED -> remarks.add("equal weight");
            case VALUE -> remarks.add("value");
        }
        if (match.transposed()) {
            remarks.add("transposed");
        }
        match.cast().ifPresent(dtype -> remarks.add("cast from " + dtype));
        if (match.tied()) {
            remarks.add("tied");
        }
        return remarks;
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("checkpoint", checkpoint);
        fields.put("matches", matching.matches().stream().map(MatchingInspection::fields).toList());
        fields.put("missing", missing);
        fields.put("ambiguous", matching.ambiguous());
        fields.put("unused", matching.unused());
        return fields;
    }

    private static Map<String, Object> fields(Match match) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("weight", match.initializer());
        fields.put("tensor", match.tensor());
        fields.put("way", match.way().name().toLowerCase(Locale.ROOT));
        fields.put("transposed", match.transposed());
        match.cast().ifPresent(dtype -> fields.put("cast", dtype.name()));
        fields.put("tied", match.tied());
        fields.put("equal", match.equal());
        return fields;
    }
}
