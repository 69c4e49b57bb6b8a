package dev.merganser.optimizer.command;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The answer of a recipe in double: one element at a time, from the formulas, without gradients.
 */
final class ExactMerge {

    private final Recipe recipe;
    private final Function<String, Checkpoint> models;

    ExactMerge(Recipe recipe, Function<String, Checkpoint> models) {
        this.recipe = recipe;
        this.models = models;
    }

    /** The merged tensor of that name. */
    double[] tensor(String name) {
        return switch (recipe.mergeMethod()) {
            case "linear" -> mean(name);
            case "task_arithmetic" -> taskVectors(name, false);
            case "ties" -> taskVectors(name, true);
            case "slerp" -> slerp(name);
            default -> throw new IllegalArgumentException(recipe.mergeMethod());
        };
    }

    private double[] mean(String name) {
        double[] merged = null;
        double total = 0;
        for (int m = 0; m < recipe.models().size(); m++) {
            double[] values = values(recipe.models().get(m).model(), name);
            merged = merged == null ? new double[values.length] : merged;
            for (int i = 0; i < values.length; i++) {
                merged[i] += number(m, "weight", Double.NaN) * values[i];
            }
            total += number(m, "weight", Double.NaN);
        }
        double[] sums = merged == null ? new double[0] : merged;
        double divisor = total;
        return Arrays.stream(sums).map(sum -> sum / divisor).toArray();
    }

    private double[] taskVectors(String name, boolean elects) {
        double[] base = values(recipe.baseModel().orElseThrow(), name);
        double[][] deltas = new double[recipe.models().size()][];
        for (int m = 0; m < deltas.length; m++) {
            double[] values = values(recipe.models().get(m).model(), name);
            Arrays.setAll(values, at(values, base));
            deltas[m] = trimmed(values, number(m, "density", 1));
        }
        double[] merged = new double[base.length];
        for (int i = 0; i < base.length; i++) {
            merged[i] = base[i] + combined(deltas, i, elects);
        }
        return merged;
    }

    private static IntToDoubleFunction at(double[] values, double[] base) {
        return i -> values[i] - base[i];
    }

    /** The largest, the lower index among equals. */
    private static double[] trimmed(double[] delta, double density) {
        double[] kept = new double[delta.length];
        IntStream.range(0, delta.length)
                .boxed()
                .sorted((i, j) -> Double.compare(Math.abs(delta[j]), Math.abs(delta[i])))
                .limit((long) (density * delta.length))
                .forEach(i -> kept[i] = delta[i]);
        return kept;
    }

    private double combined(double[][] deltas, int i, boolean elects) {
        double all = 0;
        for (int m = 0; m < deltas.length; m++) {
            all += number(m, "weight", Double.NaN) * deltas[m][i];
        }
        if (!elects) {
            return all;
        }
        double sum = 0;
        double shares = 0;
        for (int m = 0; m < deltas.length; m++) {
            double value = number(m, "weight", Double.NaN) * deltas[m][i];
            boolean agrees = all >= 0 ? value > 0 : value < 0;
            sum += agrees ? value : 0;
            shares += agrees ? number(m, "weight", Double.NaN) : 0;
        }
        return sum / (shares == 0 ? 1 : shares);
    }

    private double[] slerp(String name) {
        String base = recipe.baseModel().orElseThrow();
        double[] from = values(base, name);
        double[] to =
                recipe.models().stream()
                        .map(ModelEntry::model)
                        .filter(model -> !model.equals(base))
                        .map(model -> values(model, name))
                        .findFirst()
                        .orElseThrow();
        double cosine = dot(from, to) / Math.sqrt(dot(from, from)) / Math.sqrt(dot(to, to));
        double t = number(recipe.parameters(), "t", Double.NaN);
        double angle = Math.acos(Math.min(1, cosine));
        boolean parallel = Math.abs(cosine) > 0.9995;
        double first = parallel ? 1 - t : Math.sin((1 - t) * angle) / Math.sin(angle);
        double second = parallel ? t : Math.sin(t * angle) / Math.sin(angle);
        double[] merged = new double[from.length];
        Arrays.setAll(merged, i -> first * from[i] + second * to[i]);
        return merged;
    }

    private static double dot(double[] some, double[] others) {
        return IntStream.range(0, some.length).mapToDouble(i -> some[i] * others[i]).sum();
    }

    private double[] values(String model, String name) {
        float[] values = models.apply(model).tensor(name).floats();
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }

    private double number(int model, String name, double orElse) {
        return number(recipe.models().get(model).parameters(), name, orElse);
    }

    private static double number(Parameters parameters, String name, double orElse) {
        return parameters
                .find(name)
                .flatMap(value -> value.at("", 0))
                .map(argument -> argument instanceof Argument.Number(double x) ? x : orElse)
                .orElse(orElse);
    }
}
