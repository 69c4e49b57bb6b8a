package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.Piece;
import dev.merganser.recipes.method.TensorMatrix;
import dev.merganser.recipes.method.taskvector.Sparsifier;
import dev.merganser.recipes.method.taskvector.Trim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The elements of largest magnitude among all matrices of each model's task vector. */
final class LargestOfModel {
    private final List<MergeTensor> matrices;

    /** Where each matrix begins when all are laid end to end. */
    private final Map<String, Long> offsets = new HashMap<>();

    private final long elements;
    private final List<Sparsifier> trims;

    private LargestOfModel(List<MergeTensor> matrices, int models) {
        this.matrices = matrices;
        long end = 0;
        for (MergeTensor matrix : matrices) {
            offsets.put(matrix.name(), end);
            end += matrix.elements();
        }
        this.elements = end;
        this.trims = IntStream.range(0, models).mapToObj(this::trim).toList();
    }

    /**
     * Finds them: of each matrix the share {@code keep}, which is one for all unless the recipe
     * says otherwise, makes the number that is kept of the whole.
     */
    static LargestOfModel of(List<MergeTensor> tensors) {
        int models = tensors.isEmpty() ? 0 : tensors.getFirst().models().size();
        return new LargestOfModel(
                tensors.stream().filter(each -> TensorMatrix.isMatrix(each.shape())).toList(),
                models);
    }

    private Sparsifier trim(int model) {
        double wanted =
                matrices.stream()
                        .mapToDouble(each -> each.arguments().number("keep") * each.elements())
                        .sum();
        return Trim.keepingLargest(
                Math.min((long) wanted, elements),
                elements,
                piece ->
                        matrices.forEach(
                                matrix -> matrix.forEachDelta(model, moved(matrix, piece))));
    }

    private Piece moved(MergeTensor matrix, Piece piece) {
        long offset = offset(matrix);
        return (from, values, count) -> piece.accept(offset + from, values, count);
    }

    private long offset(MergeTensor matrix) {
        return Objects.requireNonNull(offsets.get(matrix.name()), matrix.name());
    }

    /** Reads the task vector of one model, with 0 for what is not among the largest. */
    void forEachKept(MergeTensor matrix, int model, Piece piece) {
        long offset = offset(matrix);
        matrix.forEachDelta(
                model,
                (from, values, count) -> {
                    trims.get(model).apply(offset + from, values, count);
                    piece.accept(from, values, count);
                });
    }
}
