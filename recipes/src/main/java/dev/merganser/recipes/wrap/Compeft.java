package dev.merganser.recipes.wrap;

import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.Piece;
import dev.merganser.recipes.method.taskvector.Sparsifier;
import dev.merganser.recipes.method.taskvector.Trim;
import dev.merganser.recipes.recipe.CompeftSettings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * <p>Reads each expert three or four times and keeps one threshold for each.
 */
final class Compeft implements Experts {

    private final List<Code> codes;
    private final Map<String, Long> starts;

    private Compeft(List<Code> codes, Map<String, Long> starts) {
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

    /** A tensor, and where it begins in the whole task vector. */
    private record Placed(MergeTensor tensor, long start) {}

    /** Measures the experts. */
    static Experts of(CompeftSettings settings, List<MergeTensor> tensors) {
        List<Placed> placed = new ArrayList<>();
        Map<String, Long> starts = HashMap.newHashMap(tensors.size());
        long elements = 0;
        for (MergeTensor tensor : tensors) {
            placed.add(new Placed(tensor, elements));
            starts.put(tensor.name(), elements);
            elements += tensor.elements();
        }
        int experts = tensors.stream().mapToInt(each -> each.models().size()).min().orElse(0);
        Code[] codes = new Code[experts];
        if (experts > 0) {
            tensors.getFirst()
                    .workers()
                    .forEach(experts, i -> codes[i] = code(settings, taskVector(placed, i)));
        }
        return new Compeft(List.of(codes), starts);
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
    private static Consumer<Piece> taskVector(List<Placed> tensors, int expert) {
        return piece -> {
            for (Placed placed : tensors) {
                long start = placed.start();
                placed.tensor()
                        .forEachDelta(
                                expert,
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
            compressed.add(compressed(codes.get(i), start, base, tensor.models().get(i)));
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
