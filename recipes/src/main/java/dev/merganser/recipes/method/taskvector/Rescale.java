package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.LaneSum;
import dev.merganser.recipes.method.MergeTensor;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Restores the L1 norm that a task vector had before it was sparsified, as mergekit does in place
 * of DARE's division by the density, or divides by the density. The norms are sums in double,
 * whatever the stored type.
 */
final class Rescale {
    private static final double NEGLIGIBLE = 1e-7;

    private Rescale() {}

    /** The factor for each model; 1 where {@code rescale} is off, or nothing is dropped. */
    static double[] factors(MergeTensor tensor, List<Sparsifier> sparsifiers) {
        double[] factors = new double[sparsifiers.size()];
        Arrays.fill(factors, 1);
        int[] rescaled = rescaled(tensor, sparsifiers);
        if (isByDensity(tensor.arguments())) {
            for (int model : rescaled) {
                double density = tensor.arguments().number("density", model);
                factors[model] = density > 0 ? 1 / density : 1;
            }
        } else if (rescaled.length > 0) {
            Norms norms =
                    tensor
                            .overStretches(
                                    MergeTensor.STRETCH,
                                    stretch -> norms(stretch, rescaled, sparsifiers))
                            .stream()
                            .reduce(Norms.none(rescaled.length), Norms::plus);
            for (int i = 0; i < rescaled.length; i++) {
                factors[rescaled[i]] = norms.factor(i);
            }
        }
        return factors;
    }

    /** Whether {@code rescale_by} asks for the paper's rescale. */
    static boolean isByDensity(Arguments arguments) {
        return arguments.text("rescale_by", "norm").equals("density");
    }

    private static int[] rescaled(MergeTensor tensor, List<Sparsifier> sparsifiers) {
        return IntStream.range(0, sparsifiers.size())
                .filter(_ -> tensor.arguments().flag("rescale"))
                .filter(model -> !sparsifiers.get(model).equals(Sparsifier.NONE))
                .toArray();
    }

    private static Norms norms(
            MergeTensor.Stretch stretch, int[] rescaled, List<Sparsifier> sparsifiers) {
        LaneSum[] before = lanes(rescaled.length);
        LaneSum[] after = lanes(rescaled.length);
        stretch.forEachBlock(
                block -> {
                    for (int i = 0; i < rescaled.length; i++) {
                        float[] delta = block.model(rescaled[i]);
                        block.subtractBase(rescaled[i]);
                        before[i].addMagnitudes(block.from(), delta, block.length());
                        sparsifiers.get(rescaled[i]).apply(block.from(), delta, block.length());
                        after[i].addMagnitudes(block.from(), delta, block.length());
                    }
                });
        return new Norms(totals(before), totals(after));
    }

    private static LaneSum[] lanes(int count) {
        return Stream.generate(LaneSum::new).limit(count).toArray(LaneSum[]::new);
    }

    private static List<Double> totals(LaneSum[] sums) {
        return Stream.of(sums).map(LaneSum::total).toList();
    }

    /** L1 norms of task vectors before and after they were sparsified. */
    private record Norms(List<Double> before, List<Double> after) {

        static Norms none(int count) {
            return new Norms(Collections.nCopies(count, 0.0), Collections.nCopies(count, 0.0));
        }

        Norms plus(Norms other) {
            return new Norms(sums(before, other.before), sums(after, other.after));
        }

        private static List<Double> sums(List<Double> some, List<Double> others) {
            return IntStream.range(0, some.size())
                    .mapToObj(i -> some.get(i) + others.get(i))
                    .toList();
        }

        double factor(int i) {
            boolean negligible = before.get(i) < NEGLIGIBLE || after.get(i) < NEGLIGIBLE;
            return negligible ? 1 : before.get(i) / after.get(i);
        }
    }
}
