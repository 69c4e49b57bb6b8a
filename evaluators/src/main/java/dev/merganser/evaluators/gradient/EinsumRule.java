package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The gradient of {@code Einsum}: for each operand another, in which the gradient stands in that
 * operand's place and its labels are the result.
 */
final class EinsumRule {

    static final Map<String, Rule> RULES = Map.of("Einsum", EinsumRule::einsum);

    private EinsumRule() {}

    /** Labels of operands and of the result; an ellipsis is one dot in front. */
    private record Equation(List<String> operands, String result) {

        static Equation of(String text) {
            String[] sides = text.replace(" ", "").replace("...", ".").split("->", 2);
            List<String> operands = List.of(sides[0].split(",", -1));
            return new Equation(operands, sides.length > 1 ? sides[1] : implied(sides[0]));
        }

        /** What is there once, in alphabetical order; a dot sorts before letters. */
        private static String implied(String operands) {
            String labels = operands.replace(",", "");
            return labels.chars()
                    .distinct()
                    .sorted()
                    .filter(
                            label ->
                                    label == '.'
                                            || labels.indexOf(label) == labels.lastIndexOf(label))
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
        }

        /** The equation of an operand's gradient, whose first operand is the result's. */
        String gradient(int operand) {
            List<String> terms = new ArrayList<>(List.of(result));
            others(operand).forEach(i -> terms.add(operands.get(i)));
            return (String.join(",", terms) + "->" + operands.get(operand)).replace(".", "...");
        }

        IntStream others(int operand) {
            return IntStream.range(0, operands.size()).filter(i -> i != operand);
        }

        /**
         * Whether each label is once in each term, which dots begin if there are any, and is found
         * when its operand is left out.
         */
        boolean isPlain(int operand) {
            String rest =
                    result + others(operand).mapToObj(operands::get).collect(Collectors.joining());
            return isOfDistinct(result)
                    && operands.stream().allMatch(Equation::isOfDistinct)
                    && operands.get(operand).chars().allMatch(label -> rest.indexOf(label) >= 0);
        }

        private static boolean isOfDistinct(String labels) {
            return labels.chars().distinct().count() == labels.length()
                    && labels.lastIndexOf('.') <= 0;
        }
    }

    private static void einsum(Application at) {
        var equation = Equation.of(at.node().stringAttribute("equation", ""));
        for (int i = 0; i < equation.operands().size(); i++) {
            if (at.wanted(i)) {
                operand(at, equation, i);
            }
        }
    }

    private static void operand(Application at, Equation equation, int operand) {
        if (!equation.isPlain(operand)) {
            throw new NoRuleException(
                    at.node(),
                    "for equation '%s'".formatted(at.node().stringAttribute("equation", "")));
        }
        List<String> inputs = new ArrayList<>(List.of(at.gradient(0).orElseThrow()));
        equation.others(operand).forEach(i -> inputs.add(at.input(i)));
        String own =
                at.emit("Einsum", inputs, Attribute.of("equation", equation.gradient(operand)));
        at.give(operand, at.unbroadcast(own, shape(at, equation, operand), operand));
    }

    /** The operand's shape if none of its sizes of 1 were repeated. */
    private static Shape shape(Application at, Equation equation, int operand) {
        Map<Integer, Long> sizes = new HashMap<>();
        IntStream.range(0, equation.operands().size())
                .forEach(i -> measure(equation.operands().get(i), at.shape(at.input(i)), sizes));
        String labels = equation.operands().get(operand);
        List<Long> dims = new ArrayList<>();
        if (labels.startsWith(".")) {
            Shape result = at.shape(at.output(0));
            int ellipsis = result.rank() - (equation.result().length() - 1);
            dims.addAll(result.dims().subList(0, ellipsis));
        }
        labels.chars().filter(label -> label != '.').forEach(label -> dims.add(sizes.get(label)));
        return new Shape(dims);
    }

    private static void measure(String labels, Shape shape, Map<Integer, Long> sizes) {
        String named = labels.replace(".", "");
        int ellipsis = shape.rank() - named.length();
        for (int i = 0; i < named.length(); i++) {
            sizes.merge((int) named.charAt(i), shape.dims().get(ellipsis + i), Math::max);
        }
    }
}
