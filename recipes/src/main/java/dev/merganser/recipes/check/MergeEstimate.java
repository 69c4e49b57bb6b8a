package dev.merganser.recipes.check;

import dev.merganser.recipes.plan.MergeWork;

/**
 * What a merge is expected to take; the sizes are exact, memory and time are about right.
 *
 * @param tensors of the merged model
 * @param parameters of the merged model
 * @param inputBytes size of all inputs, each counted once
 * @param passes how often the inputs are read
 * @param outputBytes size of the merged tensors
 * @param memoryBytes anonymous memory; mapped inputs come on top and can be dropped any time
 * @param seconds whole process on the machine asked about, inputs on a fast disk or in memory
 */
public record MergeEstimate(
        int tensors,
        long parameters,
        long inputBytes,
        int passes,
        long outputBytes,
        long memoryBytes,
        double seconds) {

    private static final double START_SECONDS = 0.4;
    private static final double READ_BYTES_A_SECOND = 5e9;
    private static final double WRITTEN_BYTES_A_SECOND = 2e9;
    private static final long PROCESS_BYTES = 240_000_000;
    private static final long BLOCK_BYTES = 4L << 14;
    private static final int BLOCKS_BESIDE_INPUTS = 4;

    /**
     * Estimates.
     *
     * @param threads that share the work
     */
    static MergeEstimate of(MergeWork work, MethodCost cost, int threads, Machine machine) {
        int cores = Math.min(threads, machine.cores());
        double ofMatrices = work.matrices().stream().mapToDouble(cost.matrices()::nanos).sum();
        double ofValues = work.values() * cost.passes() * cost.nanos();
        double computing = (ofValues + ofMatrices) / 1e9 / cores;
        double moving =
                work.inputBytes() / READ_BYTES_A_SECOND
                        + work.outputBytes() / WRITTEN_BYTES_A_SECOND;
        return new MergeEstimate(
                work.tensors(),
                work.parameters(),
                work.inputBytes(),
                cost.passes(),
                work.outputBytes(),
                memory(work, cost, threads),
                START_SECONDS + Math.max(computing, moving));
    }

    /** What this merge takes together with one that is carried out before it. */
    MergeEstimate after(MergeEstimate earlier) {
        return new MergeEstimate(
                tensors,
                parameters,
                inputBytes + earlier.inputBytes,
                Math.max(passes, earlier.passes),
                outputBytes,
                Math.max(memoryBytes, earlier.memoryBytes),
                seconds + earlier.seconds - START_SECONDS);
    }

    private static long memory(MergeWork work, MethodCost cost, int threads) {
        long blocks = BLOCK_BYTES * threads * (work.inputs() + BLOCKS_BESIDE_INPUTS);
        long whole = cost.holdsTensor() ? threads * work.largestTensor() * Float.BYTES : 0;
        return PROCESS_BYTES + blocks + whole;
    }
}
