package dev.merganser.recipes.kinship;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * How close a model is to a base, told from a sample of the matrices that both have under one name
 * in one shape. Vectors are left out: norms and biases of any two models are alike.
 *
 * @param cosines of the matrices, in the order of the base
 * @param disguises weights that are the base's in another form
 * @param notFinite matrices of which one of the two holds NaN or infinities in the sample
 */
public record Kinship(
        List<TensorCosine> cosines, List<Disguise> disguises, List<String> notFinite) {

    private static final double STRANGER = 0.1;
    private static final int FEWEST_ELEMENTS = 256;

    /**
     * How alike a matrix is in the two models.
     *
     * @param disguised whether it is one of the weights of a disguise
     */
    public record TensorCosine(String tensor, Likeness likeness, boolean disguised) {

        /** From −1 to 1. */
        public double cosine() {
            return likeness.cosine();
        }

        private boolean isStranger() {
            return likeness.elements() >= FEWEST_ELEMENTS && Math.abs(cosine()) < STRANGER;
        }
    }

    /** What the measurement means. */
    public enum Verdict {
        /** Too few matrices in common to tell. */
        UNKNOWN,
        /** Most matrices have the base's direction. */
        RELATED,
        /** Most matrices have nothing of the base's. */
        UNRELATED,
        /** Most matrices have the opposite of the base's direction. */
        NEGATED
    }

    public Kinship {
        cosines = List.copyOf(cosines);
        disguises = List.copyOf(disguises);
        notFinite = List.copyOf(notFinite);
    }

    /**
     * Measures; reads at most 8,192 elements of each matrix, and a few whole rows or columns of
     * three layers where their weights look strange.
     *
     * @param headDim rows of one attention head, where the configuration tells
     */
    public static Kinship between(Checkpoint base, Checkpoint expert, OptionalInt headDim) {
        List<Matrix> all = common(base, expert);
        List<Matrix> matrices = all.stream().filter(m -> m.likeness().isTelling()).toList();
        List<Disguise> disguises = DisguiseFinder.find(matrices, headDim);
        List<TensorCosine> cosines =
                matrices.stream()
                        .map(
                                matrix ->
                                        new TensorCosine(
                                                matrix.name(),
                                                matrix.likeness(),
                                                isDisguised(matrix, disguises)))
                        .toList();
        List<String> notFinite =
                all.stream().filter(m -> !m.likeness().isFinite()).map(Matrix::name).toList();
        return new Kinship(cosines, disguises, notFinite);
    }

    private static List<Matrix> common(Checkpoint base, Checkpoint expert) {
        List<Matrix> matrices = new ArrayList<>();
        for (TensorInfo info : base.tensors()) {
            if (isMatrix(info) && expert.info(info.name()).filter(t -> fits(info, t)).isPresent()) {
                matrices.add(
                        Matrix.of(
                                info.name(), base.values(info.name()), expert.values(info.name())));
            }
        }
        return matrices;
    }

    private static boolean isMatrix(TensorInfo info) {
        return info.dtype().isFloat()
                && info.shape().dims().stream().filter(dim -> dim > 1).count() >= 2;
    }

    private static boolean fits(TensorInfo ours, TensorInfo theirs) {
        return theirs.dtype().isFloat() && theirs.shape().equals(ours.shape());
    }

    private static boolean isDisguised(Matrix matrix, List<Disguise> disguises) {
        Optional<Role> role = Role.of(matrix.name()).map(Role.Place::role);
        return matrix.likeness().cosine() < DisguiseFinder.STRANGE
                && disguises.stream()
                        .anyMatch(disguise -> role.filter(disguise.pairing()::covers).isPresent());
    }

    /** What the measurement means, disguised weights left out. */
    public Verdict verdict() {
        long elements = plain().stream().mapToLong(c -> c.likeness().elements()).sum();
        OptionalDouble cosine = cosine();
        if (cosine.isEmpty() || elements < FEWEST_ELEMENTS) {
            return Verdict.UNKNOWN;
        }
        double median = cosine.getAsDouble();
        if (Math.abs(median) < STRANGER) {
            return Verdict.UNRELATED;
        }
        return median < 0 ? Verdict.NEGATED : Verdict.RELATED;
    }

    /**
     * The middle of the cosines, each counted as often as elements of it were looked at; disguised
     * weights left out. Empty where no matrix is left.
     */
    public OptionalDouble cosine() {
        List<TensorCosine> sorted = sorted();
        long half = sorted.stream().mapToLong(c -> c.likeness().elements()).sum() / 2;
        long seen = 0;
        for (TensorCosine each : sorted) {
            seen += each.likeness().elements();
            if (seen > half) {
                return OptionalDouble.of(each.cosine());
            }
        }
        return OptionalDouble.empty();
    }

    /**
     * The middle of the cosines of each layer, by the first number in the tensors' names; of the
     * others under an empty name.
     */
    public Map<String, Double> byLayer() {
        return grouped(
                name -> LayerName.of(name).map(LayerName::layer).map(String::valueOf).orElse(""));
    }

    /** The middle of the cosines of each kind of tensor: its name without numbers. */
    public Map<String, Double> byKind() {
        return grouped(LayerName::kind);
    }

    private Map<String, Double> grouped(UnaryOperator<String> group) {
        Map<String, List<Double>> groups = new LinkedHashMap<>();
        for (TensorCosine each : cosines) {
            groups.computeIfAbsent(group.apply(each.tensor()), _ -> new ArrayList<>())
                    .add(each.cosine());
        }
        Map<String, Double> middles = new LinkedHashMap<>();
        groups.forEach((name, values) -> middles.put(name, middle(values)));
        return middles;
    }

    private static double middle(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** From the lowest cosine to the highest, disguised weights left out. */
    public List<TensorCosine> sorted() {
        return plain().stream().sorted(Comparator.comparingDouble(TensorCosine::cosine)).toList();
    }

    /** Matrices that have nothing of the base's, in the order of the base. */
    public List<TensorCosine> strangers() {
        return plain().stream().filter(TensorCosine::isStranger).toList();
    }

    private List<TensorCosine> plain() {
        return cosines.stream().filter(each -> !each.disguised()).toList();
    }

    /** Length of the expert's weights in lengths of the base's, over all that was looked at. */
    public double scale() {
        double ours = cosines.stream().mapToDouble(c -> c.likeness().baseSquares()).sum();
        double theirs = cosines.stream().mapToDouble(c -> c.likeness().expertSquares()).sum();
        return Math.sqrt(theirs / ours);
    }
}
