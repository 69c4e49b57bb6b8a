package dev.merganser.recipes.lora;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.lora.AdapterKey.Part;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the tensors of an adapter to those of its base: what fits none is an error with its name.
 */
final class AdaptedTensors {

    private final Checkpoint base;
    private final AdapterConfig config;
    private final AdapterFile file;
    private final FactorCache cache = new FactorCache();
    private final Map<String, FloatTensor> adapted = new LinkedHashMap<>();

    private AdaptedTensors(Checkpoint base, AdapterConfig config, AdapterFile file) {
        this.base = base;
        this.config = config;
        this.file = file;
    }

    /** The tensors of the base that the adapter changes, by the base's names. */
    static Map<String, FloatTensor> of(Checkpoint base, AdapterConfig config, AdapterFile file) {
        var tensors = new AdaptedTensors(base, config, file);
        file.full().forEach(tensors::replace);
        file.modules().forEach(tensors::adapt);
        return tensors.adapted;
    }

    private void replace(String name, Tensor tensor) {
        TensorInfo info = baseInfo(name, tensor);
        Shape found = tensor.shape();
        if (!found.equals(info.shape()) && !differsInRows(found, info.shape())) {
            throw new BadDataException(
                    "Tensor %s of %s must have the shape %s of %s in %s, found %s."
                            .formatted(
                                    Quoted.text(tensor.name()),
                                    file.path(),
                                    info.shape(),
                                    Quoted.text(info.name()),
                                    base.path(),
                                    found));
        }
        put(tensor.name(), new ReplacedTensor(info.name(), info.dtype(), tensor));
    }

    /** A vocabulary may have grown in training. */
    private static boolean differsInRows(Shape one, Shape other) {
        return one.rank() == 2
                && other.rank() == 2
                && one.dims().getLast().equals(other.dims().getLast());
    }

    private void adapt(String module, Map<Part, Tensor> parts) {
        boolean embedding =
                parts.containsKey(Part.EMBEDDING_A) || parts.containsKey(Part.EMBEDDING_B);
        Tensor a = part(module, parts, embedding ? Part.EMBEDDING_A : Part.A);
        Tensor b = part(module, parts, embedding ? Part.EMBEDDING_B : Part.B);
        FloatTensor values = values(baseInfo(module + ".weight", a).name());
        TensorInfo weight = values.info();
        requireRank(module, a);
        LowRankProduct product =
                embedding ? embedding(module, weight, a, b) : linear(module, weight, a, b);
        put(a.name(), new LowRankTensor(values, product, cache));
        Optional.ofNullable(parts.get(Part.B_BIAS)).ifPresent(bias -> bias(module, bias));
    }

    private Tensor part(String module, Map<Part, Tensor> parts, Part part) {
        @Nullable Tensor tensor = parts.get(part);
        if (tensor == null) {
            throw new BadDataException(
                    "%s must have both factors of module %s, but has no %s of it."
                            .formatted(
                                    file.path(),
                                    Quoted.text(module),
                                    part == Part.A || part == Part.EMBEDDING_A ? "A" : "B"));
        }
        return tensor;
    }

    private void requireRank(String module, Tensor a) {
        int rank = config.rankOf(module);
        if (a.shape().rank() == 0 || a.shape().dims().getFirst() != rank) {
            throw new BadDataException(
                    "Module %s must have rank %d by %s, but its A in %s is %s. Maybe the two files are of different adapters."
                            .formatted(
                                    Quoted.text(module),
                                    rank,
                                    AdapterConfigReader.FILE,
                                    file.path(),
                                    a.shape()));
        }
    }

    /** W {@code [out, in, …]} + s·B·A with A {@code [r, in, …]}, B {@code [out, r, 1, …]}. */
    private LowRankProduct linear(String module, TensorInfo weight, Tensor a, Tensor b) {
        List<Long> w = weight.shape().dims();
        boolean plain = w.size() >= 2 && fits(w, a, b);
        boolean turned = w.size() == 2 && fits(w.reversed(), a, b);
        if (!plain && !turned) {
            throw misfit(module, weight, a, b);
        }
        // PEFT goes by the kind of the layer where the flag is wrong; the shapes show it
        boolean transposed = turned && (config.transposed() || !plain);
        return product(module, weight, transposed ? a : b, transposed ? b : a, transposed);
    }

    private static boolean fits(List<Long> w, Tensor a, Tensor b) {
        List<Long> first = a.shape().dims();
        List<Long> second = b.shape().dims();
        return first.size() == w.size()
                && second.size() == w.size()
                && first.subList(1, first.size()).equals(w.subList(1, w.size()))
                && second.get(0).equals(w.getFirst())
                && second.get(1).equals(first.getFirst())
                && second.stream().skip(2).allMatch(dim -> dim == 1);
    }

    /** W {@code [tokens, width]} + s·(B·A)ᵀ with A {@code [r, tokens]}, B {@code [width, r]}. */
    private LowRankProduct embedding(String module, TensorInfo weight, Tensor a, Tensor b) {
        List<Long> w = weight.shape().dims();
        if (w.size() != 2 || !fits(w.reversed(), a, b)) {
            throw misfit(module, weight, a, b);
        }
        return product(module, weight, a, b, true);
    }

    private LowRankProduct product(
            String module, TensorInfo weight, Tensor left, Tensor right, boolean transposed) {
        int rows = Math.toIntExact(weight.shape().dims().getFirst());
        int columns = rows == 0 ? 0 : Math.toIntExact(weight.shape().elements() / rows);
        return new LowRankProduct(
                left,
                right,
                transposed,
                rows,
                config.rankOf(module),
                columns,
                config.scaleOf(module));
    }

    /** The bias of the module + s·(bias of B), as a product of one row and rank 1. */
    private void bias(String module, Tensor bias) {
        TensorInfo info = baseInfo(module + ".bias", bias);
        if (!info.shape().equals(bias.shape()) || info.shape().rank() != 1) {
            throw new BadDataException(
                    "Tensor %s of %s must have the shape %s of %s in %s, found %s."
                            .formatted(
                                    Quoted.text(bias.name()),
                                    file.path(),
                                    info.shape(),
                                    Quoted.text(info.name()),
                                    base.path(),
                                    bias.shape()));
        }
        put(bias.name(), new ShiftedTensor(values(info.name()), bias, config.scaleOf(module)));
    }

    /** What an update is added to: the base's tensor, or the one that the adapter has for it. */
    private FloatTensor values(String name) {
        return adapted.get(name) instanceof ReplacedTensor replaced
                        && adapted.remove(name, replaced)
                ? replaced
                : base.values(name);
    }

    private void put(String from, FloatTensor tensor) {
        String name = tensor.info().name();
        if (adapted.put(name, tensor) != null) {
            throw new BadDataException(
                    "%s must change each tensor of %s once, but %s is not the first for %s."
                            .formatted(
                                    file.path(),
                                    base.path(),
                                    Quoted.text(from),
                                    Quoted.text(name)));
        }
    }

    private TensorInfo baseInfo(String name, Tensor tensor) {
        TensorInfo info = BaseNames.find(base, name).orElseThrow(() -> unknown(name, tensor));
        if (!info.dtype().isFloat()) {
            throw new BadDataException(
                    "Tensor %s of %s must be of a float type for the adapter %s, found %s: an adapter cannot be applied to quantised weights. Maybe there is an unquantised checkpoint of this model."
                            .formatted(
                                    Quoted.text(info.name()),
                                    base.path(),
                                    file.path().getParent(),
                                    info.dtype()));
        }
        return info;
    }

    private BadDataException unknown(String name, Tensor tensor) {
        List<String> known = base.tensors().stream().map(TensorInfo::name).toList();
        return new BadDataException(
                "Tensor %s of %s must belong to a tensor of %s, but that has no %s.%s Maybe the adapter was trained on another base."
                        .formatted(
                                Quoted.text(tensor.name()),
                                file.path(),
                                base.path(),
                                Quoted.text(name),
                                Suggestions.didYouMean(name, known)));
    }

    private BadDataException misfit(String module, TensorInfo weight, Tensor a, Tensor b) {
        return new BadDataException(
                "The factors of module %s must fit %s of %s in %s, found A %s and B %s in %s."
                        .formatted(
                                Quoted.text(module),
                                Quoted.text(weight.name()),
                                weight.shape(),
                                base.path(),
                                a.shape(),
                                b.shape(),
                                file.path()));
    }
}
