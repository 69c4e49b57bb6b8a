package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.taskvector.MagnitudeHistogram.Bin;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The trims of the task vectors of whole models, by the names of the models: the tensors in which a
 * model has a part are one vector. As in the code of TIES-Merging (arXiv:2306.01708), magnitudes
 * are kept from the (⌊density · n⌋ + 1)-th largest on, with all that are equal to it; nothing where
 * the density is 0.
 *
 * <p>Reads every tensor twice, shared by its workers, and needs memory for one histogram a model.
 */
final class ModelTrims {
    private final Map<String, Sparsifier> trims = new HashMap<>();

    private ModelTrims() {}

    /**
     * The trims of all models of these tensors.
     *
     * <p>A density that differs between tensors counts with its mean over their elements.
     */
    static ModelTrims of(List<MergeTensor> tensors) {
        var trims = new ModelTrims();
        Map<String, Share> shares = shares(tensors);
        Map<String, Long> last = new HashMap<>();
        shares.forEach((name, share) -> last.put(name, share.last()));
        ModelHistograms.bins(tensors, last)
                .forEach((name, bin) -> trims.trims.put(name, share(shares, name).trim(bin)));
        return trims;
    }

    private static Share share(Map<String, Share> shares, String name) {
        return Objects.requireNonNull(shares.get(name), name);
    }

    /** The trim of each model of one of the tensors. */
    List<Sparsifier> of(MergeTensor tensor) {
        return ModelHistograms.ofModels(tensor, trims);
    }

    /**
     * How much is kept of one model.
     *
     * @param density that of its first tensor
     * @param everywhere whether it is that of all its tensors
     * @param weighted the sum of densities times elements
     */
    private record Share(long elements, double density, boolean everywhere, double weighted) {

        static Share of(MergeTensor tensor, int model) {
            double density = tensor.arguments().number("density", model);
            return new Share(tensor.elements(), density, true, density * tensor.elements());
        }

        Share plus(Share other) {
            return new Share(
                    elements + other.elements,
                    density,
                    everywhere && density == other.density,
                    weighted + other.weighted);
        }

        long wanted() {
            return (long) (everywhere ? density * elements : weighted);
        }

        /** Rank of the last magnitude that is kept. */
        long last() {
            return Math.min(wanted() + 1, elements);
        }

        Sparsifier trim(Bin bin) {
            if (wanted() >= elements) {
                return Sparsifier.NONE;
            }
            boolean nothing = everywhere && density == 0;
            return nothing ? Sparsifier.ALL : new Trim(bin.bits(), Long.MAX_VALUE);
        }
    }

    private static Map<String, Share> shares(List<MergeTensor> tensors) {
        Map<String, Share> shares = new LinkedHashMap<>();
        for (MergeTensor tensor : tensors) {
            List<String> names = tensor.modelNames();
            for (int model = 0; model < names.size(); model++) {
                shares.merge(names.get(model), Share.of(tensor, model), Share::plus);
            }
        }
        return shares;
    }
}
