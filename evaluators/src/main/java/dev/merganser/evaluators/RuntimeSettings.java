package dev.merganser.evaluators;

import com.sun.management.OperatingSystemMXBean;

import dev.merganser.evaluators.session.Provider;

import java.lang.management.ManagementFactory;

/**
 * How candidates are scored.
 *
 * @param threads how many runners, each with one thread
 * @param batch items per call
 * @param memoryBytes upper bound for the weights of all runners together, and for what is kept
 *     between candidates
 * @param weights how they reach ONNX Runtime
 * @param sharing whether candidates share what the same first layers gave; changes no score
 */
public record RuntimeSettings(
        Provider provider,
        int threads,
        int batch,
        long memoryBytes,
        WeightMode weights,
        boolean sharing) {

    public RuntimeSettings {
        if (threads < 1 || batch < 1 || memoryBytes < 1) {
            throw new IllegalArgumentException(
                    "threads, batch and memory must be at least 1, found %d, %d and %d"
                            .formatted(threads, batch, memoryBytes));
        }
    }

    /**
     * All cores, batches of 256, half of the machine's memory, provider and weights by themselves.
     */
    public static RuntimeSettings defaults() {
        return new RuntimeSettings(
                new Provider.Auto(),
                Runtime.getRuntime().availableProcessors(),
                256,
                machineBytes() / 2,
                WeightMode.AUTO,
                true);
    }

    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    public RuntimeSettings withProvider(Provider newProvider) {
        return new RuntimeSettings(newProvider, threads, batch, memoryBytes, weights, sharing);
    }

    public RuntimeSettings withThreads(int newThreads) {
        return new RuntimeSettings(provider, newThreads, batch, memoryBytes, weights, sharing);
    }

    public RuntimeSettings withBatch(int newBatch) {
        return new RuntimeSettings(provider, threads, newBatch, memoryBytes, weights, sharing);
    }

    public RuntimeSettings withMemoryBytes(long newMemoryBytes) {
        return new RuntimeSettings(provider, threads, batch, newMemoryBytes, weights, sharing);
    }

    public RuntimeSettings withWeights(WeightMode newWeights) {
        return new RuntimeSettings(provider, threads, batch, memoryBytes, newWeights, sharing);
    }

    public RuntimeSettings withSharing(boolean newSharing) {
        return new RuntimeSettings(provider, threads, batch, memoryBytes, weights, newSharing);
    }
}
