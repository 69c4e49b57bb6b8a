package dev.merganser.recipes.wrap;

import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.Piece;
import dev.merganser.recipes.method.taskvector.Sparsifier;
import dev.merganser.recipes.method.taskvector.Trim;
import dev.merganser.recipes.recipe.CompeftSettings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * ComPEFT (arXiv:2311.13171): what is left of experts whose task vectors were compressed to signs.
 *
 * <ol>
 *   <li>Sparsify: of an expert's whole task vector τ, all its tensors as one vector, keep the signs
 *       of the ⌊density · n⌋ elements of largest magnitude, at least one; the lower index wins.
 *   <li>Quantise: multiply these signs by α · σ(τ), the standard deviation of all of τ.
 * </ol>
 *
 * <p>An expert's whole task vector is that of the tensors in which it has a part. Reads each expert
 * three or four times and keeps one threshold for each.
 */
final class Compeft implements Experts {

    private final Map<String, Code> codes;
    private final Map<String, Long> starts;

    private Compeft(Map<String, Code> codes, Map<String, Long> starts) {
        this.codes = codes;
        this.starts = starts;
    }

    /**
     * One expert's compressed task vector.
     *
     * @param kept which elements are not 0
     * @param step their magnitude
     */
    private record Code(Sparsifier kept, double step) {}

    /** A tensor, which of its models the expert is, and where it begins among all tensors. */
    private record Placed(MergeTensor tensor, int model, long start) {}

    /** Measures the experts. */
    static Experts of(CompeftSettings settings, List<MergeTensor> tensors) {
        Map<String, List<Placed>> experts = new LinkedHashMap<>();
        Map<String, Long> starts = HashMap.newHashMap(tensors.size());
        long elements = 0;
        for (MergeTensor tensor : tensors) {
            List<String> names = tensor.modelNames();
            for (int i = 0; i < names.size(); i++) {
                experts.computeIfAbsent(names.get(i), _ -> new ArrayList<>())
                        .add(new Placed(tensor, i, elements));
            }
            starts.put(tensor.name(), elements);
            elements += tensor.elements();
        }
        return new Compeft(codes(settings, experts, tensors), starts);
    }

    private static Map<String, Code> codes(
            CompeftSettings settings,
            Map<String, List<Placed>> experts,
            List<MergeTensor> tensors) {
        Map<String, Code> codes = new ConcurrentHashMap<>();
        List<String> names = List.copyOf(experts.keySet());
        if (!names.isEmpty()) {
            tensors.getFirst()
                    .workers()
                    .forEach(
                            names.size(),
                            i -> {
                                var vector =
                                        taskVector(experts.getOrDefault(names.get(i), List.of()));
                                codes.put(names.get(i), code(settings, vector));
                            });
        }
        return codes;
    }

    private static Code code(CompeftSettings settings, Consumer<Piece> taskVector) {
        var moments = new Moments();
        taskVector.accept(moments);
        long wanted = Math.max(1, (long) (settings.density() * moments.count()));
        Sparsifier kept =
                wanted >= moments.count()
                        ? Sparsifier.NONE
                        : Trim.keepingLargest(wanted, moments.count(), taskVector);
        return new Code(kept, settings.alpha() * moments.deviation());
    }

    /** Hands over an expert's task vector, tensor after tensor. */
    private static Consumer<Piece> taskVector(List<Placed> tensors) {
        return piece -> {
            for (Placed placed : tensors) {
                long start = placed.start();
                placed.tensor()
                        .forEachDelta(
                                placed.model(),
                                (from, values, count) -> piece.accept(start + from, values, count));
            }
        };
    }

    @Override
    public MergeTensor in(MergeTensor tensor) {
        long start = Objects.requireNonNull(starts.get(tensor.name()));
        FloatSource base = tensor.base().orElseThrow();
        List<FloatSource> compressed = new ArrayList<>();
        for (int i = 0; i < tensor.models().size(); i++) {
            String expert = tensor.modelNames().get(i);
            Code code = Objects.requireNonNull(codes.get(expert), expert);
            compressed.add(compressed(code, start, base, tensor.models().get(i)));
        }
        return tensor.withModels(compressed);
    }

    private static FloatSource compressed(
            Code code, long start, FloatSource base, FloatSource expert) {
        return (from, into, count) -> {
            float[] origin = new float[count];
            base.read(from, origin, count);
            expert.read(from, into, count);
            for (int i = 0; i < count; i++) {
                into[i] = Math.clamp(into[i] - origin[i], -Float.MAX_VALUE, Float.MAX_VALUE);
            }
            code.kept().apply(start + from, into, count);
            for (int i = 0; i < count; i++) {
                into[i] = (float) (origin[i] + code.step() * Math.signum(into[i]));
            }
        };
    }
}
