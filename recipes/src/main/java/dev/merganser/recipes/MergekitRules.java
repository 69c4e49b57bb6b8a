package dev.merganser.recipes;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.TorchArithmetic;
import dev.merganser.recipes.method.TorchTypes;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * mergekit 0.1.4's rules for the tensors of one merge: in which types they are computed, where
 * mergekit would stop or write no numbers, and what to say of it.
 */
final class MergekitRules {

    private static final double CANCELLED = 1e-6;

    private final Recipe recipe;
    private final MergeMethod method;
    private final List<AlignedTensor.Copied> copied = new ArrayList<>();
    private final List<Typed> merged = new ArrayList<>();

    /** A tensor that is merged, with the types and values of its arithmetic. */
    private record Typed(AlignedTensor.Merged tensor, TorchTypes types, Arguments arguments) {

        String name() {
            return tensor.info().name();
        }

        long elements() {
            return tensor.info().shape().elements();
        }
    }

    MergekitRules(
            Recipe recipe, MergeMethod method, AlignedModels models, TensorArguments arguments) {
        this.recipe = recipe;
        this.method = method;
        for (AlignedTensor tensor : models.tensors()) {
            switch (tensor) {
                case AlignedTensor.Copied integers -> copied.add(integers);
                case AlignedTensor.Merged floats ->
                        merged.add(new Typed(floats, types(floats), arguments.of(floats)));
            }
        }
    }

    private TorchTypes types(AlignedTensor.Merged tensor) {
        return TorchTypes.of(recipe.dtype(), tensor.typesInModels(), tensor.typeInBase());
    }

    /** The method with mergekit's arithmetic. */
    MergeMethod arithmetic() {
        Map<String, TorchTypes> types = LinkedHashMap.newLinkedHashMap(merged.size());
        merged.forEach(typed -> types.put(typed.name(), typed.types()));
        return TorchArithmetic.of(method, types);
    }

    /**
     * Refuses what mergekit cannot do.
     *
     * @throws WrongUseException where mergekit would stop, or computes in float64
     * @throws BadDataException where it would write NaN
     */
    void check() {
        if (TorchArithmetic.knows(method)) {
            merged.forEach(this::refuseFloat64);
            merged.forEach(this::refuseCancelledWeights);
            merged.forEach(this::refuseEmptyTrim);
            copied.forEach(this::refuseIntegers);
        }
    }

    private void refuseFloat64(Typed typed) {
        if (typed.types().compute() == DType.F64) {
            throw new WrongUseException(
                    "Recipe must give a dtype with --compat mergekit, since tensor '%s' is of F64: mergekit's arithmetic in float64 is not reproduced. Maybe dtype: float32."
                            .formatted(typed.name()));
        }
    }

    private boolean isLinear() {
        return method.descriptor().name().equals("linear");
    }

    private boolean normalizes(Typed typed) {
        return isLinear() && typed.arguments().flag("normalize");
    }

    private void refuseCancelledWeights(Typed typed) {
        if (normalizes(typed) && typed.types().totalWeight(typed.arguments()) == 0) {
            throw new WrongUseException(
                    "Weights of linear must not sum to 0 where normalize is on, but for tensor '%s' they do: mergekit would write NaN here. Maybe set normalize: false."
                            .formatted(typed.name()));
        }
    }

    private void refuseEmptyTrim(Typed typed) {
        if (!method.descriptor().name().equals("ties")) {
            return;
        }
        for (int model = 0; model < typed.arguments().models(); model++) {
            double density = typed.arguments().number("density", model);
            boolean keepsNone = density < 1 && (long) (density * typed.elements()) == 0;
            if (keepsNone && !typed.tensor().leftOut().contains(model)) {
                throw new WrongUseException(
                        "Density %s must keep an element of tensor '%s', which has %d: mergekit's ties stops here. Maybe a larger density for it, or no --compat."
                                .formatted(density, typed.name(), typed.elements()));
            }
        }
    }

    /** Without a dtype mergekit cuts the weights of integers to integers. */
    private void refuseIntegers(AlignedTensor.Copied tensor) {
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
                            .formatted(tensor.info().name(), tensor.info().dtype()));
        }
    }

    /** What took effect. */
    List<Finding> notes() {
        var notes = new MergekitNotes();
        if (!TorchArithmetic.knows(method)) {
            notes.add(
                    "its arithmetic of '%s' is not reproduced; this is Merganser's."
                            .formatted(method.descriptor().name()));
            return notes.findings();
        }
        notes.types(merged.stream().map(typed -> typed.types().compute()).toList(), computed());
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

    private boolean narrows(Typed typed) {
        DType load = typed.types().load().orElse(DType.F64);
        List<DType> inputs = new ArrayList<>(typed.tensor().typesInModels());
        typed.tensor().typeInBase().ifPresent(inputs::add);
        return inputs.stream().anyMatch(type -> TorchTypes.common(List.of(type, load)) != load);
    }

    private boolean allButCancels(Typed typed) {
        Arguments given = typed.arguments();
        if (!normalizes(typed)) {
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
