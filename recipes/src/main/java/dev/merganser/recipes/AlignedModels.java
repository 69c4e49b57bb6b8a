package dev.merganser.recipes;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tensors of several models side by side: all that recipes over these models share, checked
 * once. Refers to checkpoints and does not own them.
 */
final class AlignedModels {

    private static final Set<String> PACKED_ENDINGS =
            Set.of(".qweight", ".qzeros", ".weight_packed", ".weight_quantized", ".weight");

    private final Source like;
    private final List<AlignedTensor> tensors = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private AlignedModels(Source like) {
        this.like = like;
    }

    /**
     * Puts models side by side.
     *
     * @param like gives the merged model its tensors, their types and shapes, and all integers
     * @param base the base of the merge; empty where the method uses none
     * @param models what is merged, the base not among them
     */
    static AlignedModels of(Source like, Optional<Source> base, List<Source> models) {
        var aligned = new AlignedModels(like);
        List<Source> others = others(like, base, models);
        others.forEach(aligned::refuseExtraTensors);
        var positions =
                LayerPositions.of(
                        like.checkpoint().tensors().stream().map(TensorInfo::name).toList(),
                        ModelConfig.layers(like.checkpoint()));
        for (TensorInfo info : like.checkpoint().tensors()) {
            if (aligned.fits(info, others)) {
                aligned.tensors.add(aligned.tensor(info, positions, base, models));
            }
        }
        return aligned;
    }

    private static List<Source> others(Source like, Optional<Source> base, List<Source> models) {
        List<Source> others = new ArrayList<>(models);
        base.ifPresent(others::add);
        others.removeIf(source -> source.reference().equals(like.reference()));
        return others;
    }

    private AlignedTensor tensor(
            TensorInfo info, LayerPositions positions, Optional<Source> base, List<Source> models) {
        String name = info.name();
        if (!info.dtype().isFloat()) {
            return new AlignedTensor.Copied(like.checkpoint().tensor(name));
        }
        return new AlignedTensor.Merged(
                info,
                positions.of(name),
                models.stream().map(source -> input(source, name)).toList(),
                base.map(source -> input(source, name)));
    }

    private static AlignedTensor.Input input(Source source, String name) {
        return new AlignedTensor.Input(source, source.checkpoint().values(name));
    }

    private void refuseExtraTensors(Source other) {
        Set<String> known = new HashSet<>();
        like.checkpoint().tensors().forEach(info -> known.add(info.name()));
        for (TensorInfo info : other.checkpoint().tensors()) {
            if (!known.contains(info.name())) {
                findings.add(missing(info.name(), like, other));
            }
        }
    }

    private boolean fits(TensorInfo info, List<Source> others) {
        if (isPacked(info)) {
            findings.add(
                    Finding.badData(
                            "Tensor '%s' of %s must be of a float type, found %s: quantised weights cannot be merged. Maybe there is an unquantised checkpoint of this model."
                                    .formatted(info.name(), like, info.dtype())));
            return false;
        }
        boolean fits = true;
        for (Source other : others) {
            Optional<Finding> problem = problem(info, other);
            problem.ifPresent(findings::add);
            fits &= problem.filter(Finding::isError).isEmpty();
        }
        return fits;
    }

    private static boolean isPacked(TensorInfo info) {
        return !info.dtype().isFloat()
                && PACKED_ENDINGS.stream().anyMatch(ending -> info.name().endsWith(ending));
    }

    private Optional<Finding> problem(TensorInfo info, Source other) {
        Optional<TensorInfo> theirs = other.checkpoint().info(info.name());
        if (theirs.isEmpty()) {
            return Optional.of(missing(info.name(), other, like));
        }
        TensorInfo found = theirs.get();
        if (!found.shape().equals(info.shape())) {
            return Optional.of(differ("one shape", info, info.shape(), other, found.shape()));
        }
        boolean bothFloat = info.dtype().isFloat() && found.dtype().isFloat();
        if (!bothFloat && found.dtype() != info.dtype()) {
            return Optional.of(differ("one type", info, info.dtype(), other, found.dtype()));
        }
        return bothFloat ? Optional.empty() : differentIntegers(info, other);
    }

    private static Finding missing(String tensor, Source where, Source there) {
        return Finding.badData(
                "Tensor '%s' must be in every model, but %s has none of that name; %s has."
                        .formatted(tensor, where, there));
    }

    private Finding differ(String what, TensorInfo info, Object ours, Source other, Object theirs) {
        return Finding.badData(
                "Tensor '%s' must have %s in all models, found %s in %s and %s in %s."
                        .formatted(info.name(), what, ours, like, theirs, other));
    }

    private Optional<Finding> differentIntegers(TensorInfo info, Source other) {
        Tensor ours = like.checkpoint().tensor(info.name());
        return ours.equals(other.checkpoint().tensor(info.name()))
                ? Optional.empty()
                : Optional.of(
                        Finding.warning(
                                "Tensor '%s' of %s differs between %s and %s; it is copied from the first."
                                        .formatted(info.name(), info.dtype(), like, other)));
    }

    /** The checkpoint that gives the merged model its tensors and companion files. */
    Checkpoint like() {
        return like.checkpoint();
    }

    /** The tensors that fit, in the order of the file. */
    List<AlignedTensor> tensors() {
        return tensors;
    }

    /** All that is wrong or noteworthy, in the order of the file. */
    List<Finding> findings() {
        return findings;
    }
}
