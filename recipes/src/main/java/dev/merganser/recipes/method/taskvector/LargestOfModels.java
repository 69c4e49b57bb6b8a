package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.Piece;
import dev.merganser.recipes.method.taskvector.MagnitudeHistogram.Bin;
import dev.merganser.recipes.method.taskvector.Trim.EqualSearch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The elements of largest magnitude in the task vector of each whole model, by the names of the
 * models; all tensors are laid end to end, and the lower index wins among equals.
 *
 * <p>Reads every tensor twice, shared by its workers; once more for a model that has more elements
 * of its threshold than are wanted.
 */
public final class LargestOfModels {
    private final List<MergeTensor> tensors;

    /** Where each tensor begins when all are laid end to end. */
    private final Map<String, Long> offsets = new HashMap<>();

    private final Map<String, Sparsifier> trims = new HashMap<>();

    private LargestOfModels(List<MergeTensor> tensors) {
        this.tensors = tensors;
        long end = 0;
        for (MergeTensor tensor : tensors) {
            offsets.put(tensor.name(), end);
            end += tensor.elements();
        }
    }

    /**
     * Finds them.
     *
     * @param wanted for each model how many elements, at most as many as it has
     */
    public static LargestOfModels of(List<MergeTensor> tensors, Map<String, Long> wanted) {
        var largest = new LargestOfModels(tensors);
        ModelHistograms.bins(tensors, wanted)
                .forEach(
                        (name, bin) ->
                                largest.trims.put(
                                        name,
                                        Objects.equals(wanted.get(name), 0L)
                                                ? Sparsifier.ALL
                                                : new Trim(
                                                        bin.bits(), largest.lastEqual(name, bin))));
        return largest;
    }

    private long lastEqual(String model, Bin bin) {
        if (bin.count() == bin.wanted()) {
            return Long.MAX_VALUE;
        }
        var search = new EqualSearch(bin.bits(), bin.wanted());
        for (MergeTensor tensor : tensors) {
            int place = tensor.modelNames().indexOf(model);
            if (place >= 0) {
                forEachDelta(tensor, place, search);
            }
        }
        return search.found();
    }

    private void forEachDelta(MergeTensor tensor, int model, Piece piece) {
        long offset = offset(tensor);
        tensor.forEachDelta(
                model, (from, values, count) -> piece.accept(offset + from, values, count));
    }

    private long offset(MergeTensor tensor) {
        return Objects.requireNonNull(offsets.get(tensor.name()), tensor.name());
    }

    /** Reads the task vector of one model, with 0 for what is not among the largest. */
    public void forEachKept(MergeTensor tensor, int model, Piece piece) {
        long offset = offset(tensor);
        Sparsifier trim = ModelHistograms.ofModels(tensor, trims).get(model);
        tensor.forEachDelta(
                model,
                (from, values, count) -> {
                    trim.apply(offset + from, values, count);
                    piece.accept(from, values, count);
                });
    }
}
