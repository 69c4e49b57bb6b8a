package dev.merganser.recipes.layer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a tensor in a layer, taken apart at the first {@code .N.}: {@code
 * model.layers.7.mlp.weight} is tensor {@code mlp.weight} of layer 7 in the stack {@code
 * model.layers}.
 */
public record LayerName(String stack, int layer, String rest) {

    private static final Pattern NUMBER = Pattern.compile("\\.(\\d{1,6})\\.");
    private static final Pattern FIRST_NUMBER = Pattern.compile("^\\d+\\.");

    /** The parts of a name; empty where the tensor is outside the layers. */
    public static Optional<LayerName> of(String tensor) {
        Matcher match = NUMBER.matcher(tensor);
        return match.find()
                ? Optional.of(
                        new LayerName(
                                tensor.substring(0, match.start()),
                                Integer.parseInt(match.group(1)),
                                tensor.substring(match.end())))
                : Optional.empty();
    }

    /** What tensors of several layers have in common: a name with {@code *} for each number. */
    public static String kind(String tensor) {
        return NUMBER.matcher(tensor).replaceAll(".*.");
    }

    /** Whether a tensor is in a layer, or its name begins with a number. */
    public static boolean isNumbered(String tensor) {
        return FIRST_NUMBER.matcher(tensor).find() || NUMBER.matcher(tensor).find();
    }

    /** The name of such a tensor. */
    public static String of(String stack, int layer, String rest) {
        return stack + "." + layer + "." + rest;
    }
}
