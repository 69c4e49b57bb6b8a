package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.taskvector.MagnitudeHistogram.Bin;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The trims of the task vectors of a whole model, all its tensors one vector: as in the code of
 * TIES-Merging (arXiv:2306.01708), magnitudes are kept from the (⌊density · n⌋ + 1)-th largest on,
 * with all that are equal to it; nothing where the density is 0.
 *
 * <p>Reads every tensor twice, shared by its workers, and needs memory for one histogram a model.
 */
final class ModelTrims {
    private final List<MergeTensor> tensors;

    private ModelTrims(List<MergeTensor> tensors) {
        this.tensors = tensors;
    }

    /**
     * One trim for each model: for model i of every tensor that has so many.
     *
     * <p>A density that differs between tensors counts with its mean over their elements.
     */
    static List<Sparsifier> of(List<MergeTensor> tensors) {
        var trims = new ModelTrims(tensors);
        int models = tensors.stream().mapToInt(tensor -> tensor.models().size()).max().orElse(0);
        List<Bin> bins = new ArrayList<>();
        for (int m = 0; m < models; m++) {
            bins.add(Bin.all(Math.min(trims.wanted(m) + 1, trims.elements(m))));
        }
        for (int freeBits : Trim.LARGE_STEPS) {
            bins = trims.finer(bins, freeBits);
        }
        List<Bin> found = bins;
        return IntStream.range(0, models).mapToObj(m -> trims.trim(m, found.get(m))).toList();
    }

    private Sparsifier trim(int model, Bin bin) {
        if (wanted(model) >= elements(model)) {
            return Sparsifier.NONE;
        }
        boolean nothing = having(model).stream().allMatch(tensor -> density(tensor, model) == 0);
        return nothing ? Sparsifier.ALL : new Trim(bin.bits(), Long.MAX_VALUE);
    }

    private List<Bin> finer(List<Bin> bins, int freeBits) {
        List<MagnitudeHistogram> all = histograms(bins, freeBits);
        for (MergeTensor tensor : tensors) {
            tensor.overStretches(
                    MergeTensor.STRETCH,
                    stretch -> {
                        List<MagnitudeHistogram> some = count(stretch, bins, freeBits);
                        synchronized (all) {
                            for (int m = 0; m < some.size(); m++) {
                                all.get(m).add(some.get(m));
                            }
                        }
                        return true;
                    });
        }
        return all.stream().map(MagnitudeHistogram::binOfLast).toList();
    }

    private static List<MagnitudeHistogram> count(
            MergeTensor.Stretch stretch, List<Bin> bins, int freeBits) {
        List<MagnitudeHistogram> counts = histograms(bins, freeBits);
        stretch.forEachBlock(
                block -> {
                    for (int m = 0; m < block.models(); m++) {
                        block.subtractBase(m);
                        counts.get(m).accept(block.from(), block.model(m), block.length());
                    }
                });
        return counts;
    }

    private static List<MagnitudeHistogram> histograms(List<Bin> bins, int freeBits) {
        return bins.stream().map(bin -> new MagnitudeHistogram(bin, freeBits)).toList();
    }

    private List<MergeTensor> having(int model) {
        return tensors.stream().filter(tensor -> tensor.models().size() > model).toList();
    }

    private long elements(int model) {
        return having(model).stream().mapToLong(MergeTensor::elements).sum();
    }

    private static double density(MergeTensor tensor, int model) {
        return tensor.arguments().number("density", model);
    }

    private long wanted(int model) {
        List<MergeTensor> all = having(model);
        double first = density(all.getFirst(), model);
        return all.stream().allMatch(tensor -> density(tensor, model) == first)
                ? (long) (first * elements(model))
                : (long)
                        all.stream()
                                .mapToDouble(tensor -> density(tensor, model) * tensor.elements())
                                .sum();
    }
}
