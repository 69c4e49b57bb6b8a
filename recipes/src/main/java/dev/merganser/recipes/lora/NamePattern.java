package dev.merganser.recipes.lora;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression on the end of a module's name, as PEFT matches it: {@code
 * (.*\.)?(EXPRESSION)$} from the start. It follows all possibilities at once instead of one after
 * the other, so that no expression in a foreign file can take long: sets of places in the name
 * become sets of places. Immutable.
 *
 * <p>Known are what such expressions are made of: characters, {@code .}, classes in brackets and
 * {@code \d \w \s}, groups, alternatives, {@code * + ?} and counts, {@code ^} and {@code $}.
 */
final class NamePattern {

    private static final int LONGEST = 2000;
    private static final int DEEPEST = 50;
    private static final int MOST_TIMES = 1000;
    private static final int LONGEST_NAME = 4000;

    private final String text;
    private final Node node;
    private final AtomicLong stepsLeft;

    private NamePattern(String text, Node node, AtomicLong stepsLeft) {
        this.text = text;
        this.node = node;
        this.stepsLeft = stepsLeft;
    }

    /** Part of an expression. */
    private sealed interface Node {}

    private record One(Predicate<String> set) implements Node {}

    private record Start() implements Node {}

    private record End() implements Node {}

    private record Each(List<Node> parts) implements Node {}

    private record Any(List<Node> choices) implements Node {}

    /** From {@code low} to {@code high} times; {@code high} may be no bound. */
    private record Times(Node node, int low, int high) implements Node {}

    /**
     * Reads an expression.
     *
     * @param stepsLeft how many steps all matches with this and others may still take
     * @throws PatternSyntaxException where it is none, or one of another kind
     */
    static NamePattern of(String text, AtomicLong stepsLeft) {
        var parser = new Parser(text);
        Pattern.compile(text); // refuses what is no expression at all
        return new NamePattern(text, parser.all(), stepsLeft);
    }

    /**
     * Whether a name, or its end after a dot, is one of those meant.
     *
     * @throws BadDataException where that cannot be told in a bounded time
     */
    boolean matches(String name) {
        if (name.length() > LONGEST_NAME) {
            throw takesTooLong(name);
        }
        var from = new BitSet();
        from.set(0);
        for (int i = 0; i < name.length(); i++) {
            from.set(i + 1, name.charAt(i) == '.');
        }
        return new Run(name).after(node, from).get(name.length());
    }

    private BadDataException takesTooLong(String name) {
        return new BadDataException(
                "%s must have patterns that can be matched soon, but %s takes too long on module %s."
                        .formatted(AdapterConfigReader.FILE, Quoted.text(text), Quoted.text(name)));
    }

    /** One name being matched; counts its steps. */
    private final class Run {
        private final String name;

        Run(String name) {
            this.name = name;
        }

        /** The places that the expression can end at where it begins at one of these. */
        BitSet after(Node node, BitSet from) {
            step();
            return switch (node) {
                case One(var set) -> one(set, from);
                case Start() -> only(from, 0);
                case End() -> only(from, name.length());
                case Each(var parts) -> {
                    BitSet places = from;
                    for (int i = 0; i < parts.size() && !places.isEmpty(); i++) {
                        places = after(parts.get(i), places);
                    }
                    yield places;
                }
                case Any(var choices) -> {
                    var places = new BitSet();
                    choices.forEach(choice -> places.or(after(choice, from)));
                    yield places;
                }
                case Times times -> times(times, from);
            };
        }

        private void step() {
            if (stepsLeft.decrementAndGet() < 0) {
                throw takesTooLong(name);
            }
        }

        private BitSet one(Predicate<String> set, BitSet from) {
            var places = new BitSet();
            for (int i = from.nextSetBit(0); i >= 0 && i < name.length(); ) {
                step();
                if (set.test(name.substring(i, i + 1))) {
                    places.set(i + 1);
                }
                i = from.nextSetBit(i + 1);
            }
            return places;
        }

        private BitSet only(BitSet from, int place) {
            var places = new BitSet();
            places.set(place, from.get(place));
            return places;
        }

        private BitSet times(Times times, BitSet from) {
            BitSet last = from;
            for (int i = 0; i < times.low() && !last.isEmpty(); i++) {
                last = after(times.node(), last);
            }
            var places = (BitSet) last.clone();
            for (int i = times.low(); i < times.high() && !last.isEmpty(); i++) {
                var next = (BitSet) after(times.node(), last).clone();
                next.andNot(places);
                places.or(next);
                last = next;
            }
            return places;
        }
    }

    /** Reads an expression that {@link Pattern} takes for one. */
    private static final class Parser {
        private final String text;
        private int at;
        private int depth;

        Parser(String text) {
            this.text = text;
            require(text.length() <= LONGEST);
        }

        Node all() {
            Node node = choices();
            require(at == text.length());
            return node;
        }

        private Node choices() {
            require(++depth <= DEEPEST);
            List<Node> choices = new ArrayList<>();
            choices.add(each());
            while (isNext('|')) {
                choices.add(each());
            }
            depth--;
            return choices.size() == 1 ? choices.getFirst() : new Any(choices);
        }

        private Node each() {
            List<Node> parts = new ArrayList<>();
            while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
                parts.add(repeated(atom()));
            }
            return new Each(parts);
        }

        private Node repeated(Node node) {
            Node all = node;
            while (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
                all =
                        switch (text.charAt(at++)) {
                            case '*' -> new Times(all, 0, Integer.MAX_VALUE);
                            case '+' -> new Times(all, 1, Integer.MAX_VALUE);
                            case '?' -> new Times(all, 0, 1);
                            default -> counted(all);
                        };
                isNext('?'); // as few as possible: of no effect on whether there is a match
                require(at == text.length() || text.charAt(at) != '+');
            }
            return all;
        }

        private Node counted(Node node) {
            int low = number();
            int high = low;
            if (isNext(',')) {
                high = at < text.length() && text.charAt(at) == '}' ? Integer.MAX_VALUE : number();
            }
            require(isNext('}'));
            return new Times(node, low, high);
        }

        private int number() {
            int from = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            require(at > from && at - from <= 4);
            int number = Integer.parseInt(text.substring(from, at));
            require(number <= MOST_TIMES);
            return number;
        }

        private Node atom() {
            char c = text.charAt(at++);
            return switch (c) {
                case '(' -> group();
                case '[' -> characters();
                case '.' -> new One(_ -> true);
                case '^' -> new Start();
                case '$' -> new End();
                case '\\' -> escaped();
                default -> new One(String.valueOf(c)::equals);
            };
        }

        private Node group() {
            if (isNext('?')) {
                require(isNext(':'));
            }
            Node node = choices();
            require(isNext(')'));
            return node;
        }

        /** A letter after a backslash means a set, any other sign itself. */
        private Node escaped() {
            char c = text.charAt(at++);
            require(!Character.isLetterOrDigit(c) || "dwsDWS".indexOf(c) >= 0);
            return new One(Pattern.compile("\\" + c).asMatchPredicate());
        }

        /** Brackets without brackets inside, which mean other things elsewhere. */
        private Node characters() {
            int from = at - 1;
            do {
                require(at < text.length() && text.charAt(at) != '[' && text.charAt(at) != '&');
                at += text.charAt(at) == '\\' ? 2 : 1;
            } while (at < text.length() && text.charAt(at) != ']');
            require(at < text.length());
            at++;
            return new One(Pattern.compile(text.substring(from, at)).asMatchPredicate());
        }

        private boolean isNext(char c) {
            boolean is = at < text.length() && text.charAt(at) == c;
            at += is ? 1 : 0;
            return is;
        }

        private void require(boolean holds) {
            if (!holds) {
                throw new PatternSyntaxException("of another kind", text, at);
            }
        }
    }
}
