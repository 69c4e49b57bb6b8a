package dev.merganser.results.report;

import java.util.Locale;

/** An SVG drawing that grows element by element. Coordinates in pixels; looks come from classes. */
final class Svg {
    private final StringBuilder body = new StringBuilder();

    void line(String kind, double x1, double y1, double x2, double y2) {
        body.append("<line class=\"%s\" ".formatted(kind));
        body.append("x1=\"%s\" y1=\"%s\" ".formatted(number(x1), number(y1)));
        body.append("x2=\"%s\" y2=\"%s\"/>\n".formatted(number(x2), number(y2)));
    }

    void rectangle(String kind, double x, double y, double width, double height) {
        body.append("<rect class=\"%s\" ".formatted(kind));
        body.append("x=\"%s\" y=\"%s\" ".formatted(number(x), number(y)));
        body.append("width=\"%s\" height=\"%s\"/>\n".formatted(number(width), number(height)));
    }

    void circle(String kind, double x, double y, double radius, String tip) {
        body.append("<circle class=\"%s\" ".formatted(kind));
        body.append(
                "cx=\"%s\" cy=\"%s\" r=\"%s\">".formatted(number(x), number(y), number(radius)));
        body.append(tip(tip)).append("</circle>\n");
    }

    /** A square on its tip. */
    void diamond(String kind, double x, double y, double radius, String tip) {
        String path =
                "M%s %sl%s %sl%s %sl%s %sz"
                        .formatted(
                                number(x),
                                number(y - radius),
                                number(radius),
                                number(radius),
                                number(-radius),
                                number(radius),
                                number(-radius),
                                number(-radius));
        path(kind, path, tip);
    }

    void path(String kind, String path, String tip) {
        body.append("<path class=\"%s\" d=\"%s\">".formatted(kind, path));
        body.append(tip(tip)).append("</path>\n");
    }

    /**
     * Text that starts, is centred or ends at a point: {@code start}, {@code middle}, {@code end}.
     */
    void text(String kind, double x, double y, String anchor, String text) {
        body.append("<text class=\"%s\" ".formatted(kind));
        body.append("x=\"%s\" y=\"%s\" ".formatted(number(x), number(y)));
        body.append("text-anchor=\"%s\">%s</text>\n".formatted(anchor, Markup.escape(text)));
    }

    /** Centred text that reads upwards. */
    void upwardText(String kind, double x, double y, String text) {
        String turn = "rotate(-90 %s %s)".formatted(number(x), number(y));
        body.append("<text class=\"%s\" transform=\"%s\" ".formatted(kind, turn));
        body.append("x=\"%s\" y=\"%s\" ".formatted(number(x), number(y)));
        body.append("text-anchor=\"middle\">%s</text>\n".formatted(Markup.escape(text)));
    }

    /** The drawing as an element of a page that has the style sheet. */
    String inline(double width, double height, String label) {
        return "<svg class=\"picture\" viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n%s</svg>\n"
                .formatted(number(width), number(height), Markup.escape(label), body);
    }

    /** The drawing as a file of its own, with a background. */
    String standalone(double width, double height, String label, String style) {
        return """
        <svg xmlns="http://www.w3.org/2000/svg" class="picture" width="%1$s" height="%2$s" viewBox="0 0 %1$s %2$s" role="img" aria-label="%3$s">
        <title>%3$s</title>
        <style>
        %4$s</style>
        <rect class="paper" width="%1$s" height="%2$s" rx="8"/>
        %5$s</svg>
        """
                .formatted(number(width), number(height), Markup.escape(label), style, body);
    }

    private static String tip(String tip) {
        return tip.isEmpty() ? "" : "<title>" + Markup.escape(tip) + "</title>";
    }

    /** A coordinate to a tenth of a pixel. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
