package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.Sums;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Base plus λ times the combined task vectors δᵢ = xᵢ − b: sparsified, rescaled, weighted, and
 * either all added or only those of the elected sign. Task vectors are float32, all that follows is
 * double, models in the order of the recipe, rounded once.
 *
 * <p>Works in place on the block. Parameters: {@code weight} per model; {@code lambda}, {@code
 * normalize}, {@code rescale}.
 */
public final class TaskVectorKernel implements BlockKernel {
    private static final double NO_WEIGHT = 1e-8;

    private static final ThreadLocal<SignElection> ELECTION =
            ThreadLocal.withInitial(SignElection::new);

    private final List<Sparsifier> sparsifiers;
    private final double[] factors;
    private final double[] weights;
    private final Optional<Election> election;
    private final double[] divisors;
    private final boolean normalize;
    private final double lambda;

    private TaskVectorKernel(
            Arguments arguments,
            List<Sparsifier> sparsifiers,
            double[] rescale,
            Optional<Election> election) {
        this.sparsifiers = sparsifiers;
        this.weights = arguments.doubles("weight");
        this.factors = products(rescale, weights);
        this.election = election;
        this.normalize = arguments.flag("normalize");
        this.divisors = election.map(this::divisors).orElse(new double[0]);
        this.lambda = arguments.number("lambda");
    }

    private double[] divisors(Election how) {
        return switch (how.aggregate()) {
            case WEIGHTED -> normalize ? weights : new double[0];
            case MEAN -> DoubleStream.generate(() -> 1).limit(weights.length).toArray();
            case SUM, MAX -> new double[0];
        };
    }

    /** Adds the task vectors up, each sparsified as given for its model. */
    public static BlockKernel summing(MergeTensor tensor, List<Sparsifier> sparsifiers) {
        return of(tensor, sparsifiers, Optional.empty());
    }

    /** Merges only what agrees with the elected sign. */
    public static BlockKernel electing(MergeTensor tensor, List<Sparsifier> sparsifiers) {
        return of(tensor, sparsifiers, Optional.of(Election.OF_SUMS));
    }

    /** Merges only what agrees with the sign that is elected in this way. */
    static TaskVectorKernel electing(
            MergeTensor tensor, List<Sparsifier> sparsifiers, Election election) {
        return of(tensor, sparsifiers, Optional.of(election));
    }

    private static TaskVectorKernel of(
            MergeTensor tensor, List<Sparsifier> sparsifiers, Optional<Election> election) {
        double[] rescale = Rescale.factors(tensor, sparsifiers);
        return new TaskVectorKernel(tensor.arguments(), sparsifiers, rescale, election);
    }

    /** Elements of a block with a positive vote less those with a negative one. */
    long balance(Block block) {
        sparsify(block);
        return ELECTION.get()
                .balance(block, factors, election.orElseThrow().majority(), block.sums());
    }

    @Override
    public void merge(Block block, float[] merged) {
        sparsify(block);
        double[] sums = block.sums();
        if (election.isPresent()) {
            ELECTION.get().merge(block, factors, divisors, election.get(), sums);
        } else {
            Sums.weighted(block, factors, sums);
            Sums.divide(sums, normalize ? total() : 1, block.length());
        }
        addToBase(block.base(), sums, lambda, merged, block.length());
    }

    private void sparsify(Block block) {
        for (int m = 0; m < weights.length; m++) {
            block.subtractBase(m);
            sparsifiers.get(m).apply(block.from(), block.model(m), block.length());
        }
    }

    /** Sum of the weights; 1 where they cancel. */
    private double total() {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        return Math.abs(total) < NO_WEIGHT ? 1 : total;
    }

    private static void addToBase(
            float[] base, double[] sums, double lambda, float[] merged, int count) {
        for (int i = 0; i < count; i++) {
            merged[i] = (float) (base[i] + sums[i] * lambda);
        }
    }

    private static double[] products(double[] some, double[] others) {
        return IntStream.range(0, some.length).mapToDouble(i -> some[i] * others[i]).toArray();
    }
}
