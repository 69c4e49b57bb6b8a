package dev.merganser.recipes.adapter;

import dev.merganser.recipes.adapter.ExtractedTensor.Full;
import dev.merganser.recipes.adapter.ExtractedTensor.LowRank;
import dev.merganser.recipes.adapter.ExtractedTensor.Unchanged;
import dev.merganser.recipes.checkpoint.Checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which tensors an adapter consists of.
 *
 * @param lowRank weights with a low-rank update
 * @param biases whether the change of the biases of these weights is in the adapter, too
 * @param whole what is saved whole
 * @param leftOut what changed and is not in the adapter
 */
record AdapterContent(List<LowRank> lowRank, boolean biases, List<Full> whole, List<Full> leftOut) {

    /**
     * Sorts a task vector.
     *
     * @param others whether anything may be saved whole
     */
    static AdapterContent of(List<ExtractedTensor> tensors, Checkpoint base, boolean others) {
        List<LowRank> lowRank = new ArrayList<>();
        List<Full> full = new ArrayList<>();
        for (ExtractedTensor tensor : tensors) {
            switch (tensor) {
                case Unchanged _ -> {}
                case LowRank low -> lowRank.add(low);
                case Full other -> full.add(other);
            }
        }
        Set<String> ownBiases = biases(lowRank);
        boolean biases =
                full.stream().anyMatch(tensor -> ownBiases.contains(tensor.info().name()))
                        && ownBiases.stream().allMatch(bias -> base.info(bias).isPresent());
        List<Full> whole = new ArrayList<>();
        List<Full> leftOut = new ArrayList<>();
        for (Full tensor : full) {
            String name = tensor.info().name();
            if (!ownBiases.contains(name)) {
                (others && ModuleKinds.isModules(name) ? whole : leftOut).add(tensor);
            } else if (!biases) {
                leftOut.add(tensor);
            }
        }
        return new AdapterContent(lowRank, biases, whole, leftOut);
    }

    private static Set<String> biases(List<LowRank> lowRank) {
        return lowRank.stream()
                .map(tensor -> ModuleKinds.bias(tensor.module()))
                .collect(Collectors.toSet());
    }

    /** The modules with a low-rank update. */
    Set<String> targets() {
        return lowRank.stream().map(LowRank::module).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The modules that are saved whole. */
    Set<String> wholeModules() {
        return whole.stream()
                .map(tensor -> ModuleKinds.module(tensor.info().name()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What it keeps of the task vector. */
    AdapterReport report(List<ExtractedTensor> tensors) {
        double all = tensors.stream().mapToDouble(ExtractedTensor::energy).sum();
        double lost =
                lowRank.stream().mapToDouble(tensor -> tensor.energy() - tensor.kept()).sum()
                        + leftOut.stream().mapToDouble(Full::energy).sum();
        return new AdapterReport(
                lowRank.size(),
                all == 0 ? 1 : 1 - lost / all,
                lowRank.stream()
                        .map(AdapterContent::share)
                        .min((one, other) -> Double.compare(one.kept(), other.kept())),
                changes(whole),
                changes(leftOut));
    }

    private static AdapterReport.Share share(LowRank tensor) {
        return new AdapterReport.Share(tensor.info().name(), tensor.kept() / tensor.energy());
    }

    private static List<AdapterReport.Change> changes(List<Full> tensors) {
        return tensors.stream()
                .map(tensor -> new AdapterReport.Change(tensor.info().name(), tensor.relative()))
                .toList();
    }
}
