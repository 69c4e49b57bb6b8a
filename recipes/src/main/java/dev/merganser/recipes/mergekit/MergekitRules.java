package dev.merganser.recipes.mergekit;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.torch.TorchArithmetic;
import dev.merganser.recipes.method.torch.TorchTwin;
import dev.merganser.recipes.method.torch.TorchTypes;
import dev.merganser.recipes.recipe.MergekitMethods;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * mergekit 0.1.4's rules for the tensors of one merge: in which types they are computed, where
 * mergekit would stop or write no numbers, and what to say of it.
 */
public final class MergekitRules {

    private static final double CANCELLED = 1e-6;

    private final Recipe recipe;
    private final MergeMethod method;
    private final List<Merged> merged;
    private final List<TensorInfo> copied;

    /**
     * A tensor that is merged.
     *
     * @param info in the merged model
     * @param models its types in the models
     * @param base its type in the base, where the method looks at one
     * @param leftOut numbers of the models that have no part in it, counted from 0
     * @param arguments of the method for it
     */
    public record Merged(
            TensorInfo info,
            List<DType> models,
            Optional<DType> base,
            Set<Integer> leftOut,
            Arguments arguments) {

        public Merged {
            models = List.copyOf(models);
            leftOut = Set.copyOf(leftOut);
        }

        private String name() {
            return info.name();
        }
    }

    /**
     * The rules for one merge.
     *
     * @param copied integers that are copied
     */
    public MergekitRules(
            Recipe recipe, MergeMethod method, List<Merged> merged, List<TensorInfo> copied) {
        this.recipe = recipe;
        this.method = method;
        this.merged = List.copyOf(merged);
        this.copied = List.copyOf(copied);
    }

    private TorchTypes types(Merged tensor) {
        return TorchTypes.of(recipe.dtype(), tensor.models(), tensor.base());
    }

    /** The method with mergekit's arithmetic. */
    public MergeMethod arithmetic() {
        Map<String, TorchTypes> types = LinkedHashMap.newLinkedHashMap(merged.size());
        merged.forEach(tensor -> types.put(tensor.name(), types(tensor)));
        return TorchArithmetic.of(method, types);
    }

    /**
     * Refuses what mergekit cannot do.
     *
     * @throws WrongUseException where mergekit would stop, or computes in float64
     * @throws BadDataException where it would write NaN
     */
    public void check() {
        if (TorchArithmetic.knows(method)) {
            refuseOwnParameters();
            merged.forEach(this::refuseFloat64);
            merged.forEach(this::refuseCancelledWeights);
            merged.forEach(this::refuseWhereItStops);
            copied.forEach(this::refuseIntegers);
        }
    }

    private void refuseFloat64(Merged tensor) {
        if (types(tensor).compute() == DType.F64) {
            throw new WrongUseException(
                    "Recipe must give a dtype with --compat mergekit, since tensor '%s' is of F64: mergekit's arithmetic in float64 is not reproduced. Maybe dtype: float32."
                            .formatted(tensor.name()));
        }
    }

    private boolean isLinear() {
        return method.descriptor().name().equals("linear");
    }

    private boolean normalizes(Merged tensor) {
        return isLinear() && tensor.arguments().flag("normalize");
    }

    private void refuseCancelledWeights(Merged tensor) {
        if (normalizes(tensor) && types(tensor).totalWeight(tensor.arguments()) == 0) {
            throw new WrongUseException(
                    "Weights of linear must not sum to 0 where normalize is on, but for tensor '%s' they do: mergekit would write NaN here. Maybe set normalize: false."
                            .formatted(tensor.name()));
        }
    }

    private void refuseWhereItStops(Merged tensor) {
        if (!(method instanceof TorchTwin twin)) {
            return;
        }
        for (int model = 0; model < tensor.arguments().models(); model++) {
            if (!tensor.leftOut().contains(model)) {
                twin.stopsMergekit(tensor.info(), tensor.arguments(), model)
                        .ifPresent(
                                message -> {
                                    throw new WrongUseException(message);
                                });
            }
        }
    }

    private void refuseOwnParameters() {
        MergekitMethods.firstUnknown(recipe)
                .ifPresent(
                        name -> {
                            throw new WrongUseException(
                                    "Recipe must give mergekit's parameters only with --compat mergekit, whose '%s' has no '%s'. Maybe leave it out, or no --compat."
                                            .formatted(method.descriptor().name(), name));
                        });
    }

    /** Without a dtype mergekit cuts the weights of integers to integers. */
    private void refuseIntegers(TensorInfo tensor) {
        if (!isLinear() || recipe.dtype().isPresent() || merged.isEmpty()) {
            return;
        }
        Arguments given = merged.getFirst().arguments();
        long total = 0;
        for (int model = 0; model < given.models(); model++) {
            total += (long) given.number("weight", model);
        }
        if (given.flag("normalize") && total == 0) {
            throw new BadDataException(
                    "Tensor '%s' of %s must be of a float type for linear without a dtype: mergekit would cut the weights to integers and write NaN here. Maybe give a dtype, or no --compat."
                            .formatted(tensor.name(), tensor.dtype()));
        }
    }

    /** What took effect. */
    public List<Finding> notes() {
        var notes = new MergekitNotes();
        if (!TorchArithmetic.knows(method)) {
            notes.add(
                    "its arithmetic of '%s' is not reproduced; this is Merganser's."
                            .formatted(method.descriptor().name()));
            return notes.findings();
        }
        notes.types(merged.stream().map(tensor -> types(tensor).compute()).toList(), computed());
        notes.tensors(
                merged.stream().filter(this::narrows).count(),
                "rounded to dtype in every model before anything is computed.");
        notes.tensors(
                merged.stream().filter(this::allButCancels).count(),
                "divided by the sum of weights that all but cancel.");
        notes.tensors(
                copied.size(),
                "of integers copied as always; mergekit would merge them as numbers.");
        if (method.descriptor().random()) {
            notes.add("random masks are Merganser's, not torch's: results agree in distribution.");
        }
        return notes.findings();
    }

    private String computed() {
        return method.descriptor().name().equals("slerp")
                ? "interpolated in float32, the cosine not clamped, and rounded to %s; equal inputs are not copied."
                : "computed in %s, weights and every step rounded to it; equal inputs are not copied.";
    }

    private boolean narrows(Merged tensor) {
        DType load = types(tensor).load().orElse(DType.F64);
        List<DType> inputs = new ArrayList<>(tensor.models());
        tensor.base().ifPresent(inputs::add);
        return inputs.stream().anyMatch(type -> TorchTypes.common(List.of(type, load)) != load);
    }

    private boolean allButCancels(Merged tensor) {
        Arguments given = tensor.arguments();
        if (!normalizes(tensor)) {
            return false;
        }
        double total = 0;
        double size = 0;
        for (int model = 0; model < given.models(); model++) {
            total += given.number("weight", model);
            size += Math.abs(given.number("weight", model));
        }
        return Math.abs(total) <= CANCELLED * size;
    }
}
