package dev.merganser.results.report;

import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

import java.util.List;
import java.util.OptionalDouble;

/** A table of marks: a row each, a column for each quantity, every value over its interval. */
final class ValueTable {
    private final List<Objective> quantities;
    private final List<Mark> marks;

    ValueTable(List<Objective> quantities, List<Mark> marks) {
        this.quantities = quantities;
        this.marks = marks;
    }

    /**
     * The table.
     *
     * @param heading of the first column
     */
    String html(String heading) {
        var html = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
        html.append("<th>").append(Markup.escape(heading)).append("</th>");
        quantities.forEach(quantity -> html.append(header(quantity)));
        html.append("</tr></thead><tbody>\n");
        marks.forEach(mark -> html.append(row(mark)));
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String header(Objective quantity) {
        String arrow =
                quantity.direction() == Direction.MINIMIZE ? "lower is better" : "higher is better";
        return "<th>%s<small>%s</small></th>".formatted(Markup.escape(quantity.name()), arrow);
    }

    private String row(Mark mark) {
        var html = new StringBuilder("<tr class=\"%s\">".formatted(mark.kind()));
        html.append("<td class=\"name\">").append(name(mark)).append("</td>");
        quantities.forEach(quantity -> html.append(cell(mark, quantity)));
        return html.append("</tr>\n").toString();
    }

    private static String name(Mark mark) {
        String label = Markup.escape(mark.label());
        return mark.isFront()
                ? "<a href=\"recipes/%1$s.yml\">%1$s</a>".formatted(label)
                : label + " · " + Markup.escape(mark.name());
    }

    private String cell(Mark mark, Objective quantity) {
        if (!mark.has(quantity)) {
            return "<td>–</td>";
        }
        double value = mark.value(quantity);
        boolean top = best(quantity).equals(OptionalDouble.of(quantity.cost(value)));
        String ends =
                mark.interval(quantity)
                        .map(
                                i ->
                                        "[%s, %s]"
                                                .formatted(
                                                        Numbers.text(i.low()),
                                                        Numbers.text(i.high())))
                        .orElse("no interval");
        return "<td%s>%s<small>%s</small></td>"
                .formatted(top ? " class=\"top\"" : "", Numbers.text(value), ends);
    }

    private OptionalDouble best(Objective quantity) {
        return marks.stream()
                .filter(mark -> mark.has(quantity))
                .mapToDouble(mark -> quantity.cost(mark.value(quantity)))
                .min();
    }
}
