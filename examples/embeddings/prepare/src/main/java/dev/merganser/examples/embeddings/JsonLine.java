package dev.merganser.examples.embeddings;

import java.util.StringJoiner;

/** An object of JSON on one line, member by member. */
final class JsonLine {

    private final StringJoiner members = new StringJoiner(", ", "{", "}");

    JsonLine with(String name, String text) {
        members.add(quoted(name) + ": " + quoted(text));
        return this;
    }

    /** Adds a finite number; as a whole number where it is one. */
    JsonLine with(String name, double number) {
        boolean whole = number == Math.rint(number);
        members.add(quoted(name) + ": " + (whole ? Long.toString((long) number) : number));
        return this;
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
