package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.taskvector.MagnitudeHistogram.Bin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds the magnitude that has a certain rank in the task vector of each whole model, by the names
 * of the models: the tensors in which a model has a part are one vector. Reads every tensor twice,
 * all its models at once, shared by its workers.
 */
final class ModelHistograms {
    private final List<MergeTensor> tensors;
    private final Map<String, Bin> bins = new HashMap<>();

    private ModelHistograms(List<MergeTensor> tensors) {
        this.tensors = tensors;
    }

    /**
     * The bin of a single magnitude for each model.
     *
     * @param wanted for each model how many of its largest magnitudes end there
     */
    static Map<String, Bin> bins(List<MergeTensor> tensors, Map<String, Long> wanted) {
        var search = new ModelHistograms(tensors);
        wanted.forEach((name, count) -> search.bins.put(name, Bin.all(count)));
        for (int freeBits : Trim.LARGE_STEPS) {
            search.split(freeBits);
        }
        return Map.copyOf(search.bins);
    }

    private void split(int freeBits) {
        Map<String, MagnitudeHistogram> all = new HashMap<>();
        bins.forEach((name, bin) -> all.put(name, new MagnitudeHistogram(bin, freeBits)));
        tensors.forEach(tensor -> count(tensor, all, freeBits));
        all.forEach((name, histogram) -> bins.put(name, histogram.binOfLast()));
    }

    private void count(MergeTensor tensor, Map<String, MagnitudeHistogram> all, int freeBits) {
        List<Bin> own = ofModels(tensor, bins);
        List<MagnitudeHistogram> sums = ofModels(tensor, all);
        tensor.overStretches(
                MergeTensor.STRETCH,
                stretch -> {
                    List<MagnitudeHistogram> some = count(stretch, own, freeBits);
                    synchronized (all) {
                        for (int m = 0; m < some.size(); m++) {
                            sums.get(m).add(some.get(m));
                        }
                    }
                    return true;
                });
    }

    private static List<MagnitudeHistogram> count(
            MergeTensor.Stretch stretch, List<Bin> bins, int freeBits) {
        List<MagnitudeHistogram> counts = new ArrayList<>();
        bins.forEach(bin -> counts.add(new MagnitudeHistogram(bin, freeBits)));
        stretch.forEachBlock(
                block -> {
                    for (int m = 0; m < block.models(); m++) {
                        block.subtractBase(m);
                        counts.get(m).accept(block.from(), block.model(m), block.length());
                    }
                });
        return counts;
    }

    /** What there is of each model of a tensor. */
    static <T> List<T> ofModels(MergeTensor tensor, Map<String, T> byName) {
        return tensor.modelNames().stream()
                .map(name -> Objects.requireNonNull(byName.get(name), name))
                .toList();
    }
}
