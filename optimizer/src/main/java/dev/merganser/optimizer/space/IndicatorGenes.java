package dev.merganser.optimizer.space;

import dev.merganser.optimizer.algorithm.GeneBlock.Switches;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A switch for each slot (arXiv:2403.13187, section 3.2): the slots are the layers of the pool in
 * order, several times over, and a path has those that are on. Where these are too many, those with
 * the lowest genes are left out, of equal ones the later; where there are none, the one with the
 * highest gene is taken.
 */
final class IndicatorGenes implements PathGenes {

    private final PoolLayers pool;
    private final List<PathStep> slots = new ArrayList<>();
    private final int repeats;
    private final int least;
    private final int most;

    /**
     * Switches.
     *
     * @param without numbers of layers that have no slot
     * @param least how many are on at least, 0 or 1
     * @param most how many are on at most
     */
    IndicatorGenes(PoolLayers pool, int repeats, Set<Integer> without, int least, int most) {
        this.pool = pool;
        this.repeats = repeats;
        this.least = least;
        this.most = most;
        for (int repetition = 0; repetition < repeats; repetition++) {
            for (int layer = 0; layer < pool.size(); layer++) {
                if (!without.contains(layer)) {
                    slots.add(new PathStep(layer, slots.size(), repetition));
                }
            }
        }
    }

    @Override
    public int slots() {
        return slots.size();
    }

    @Override
    public List<Integer> layers() {
        return slots.stream().map(PathStep::layer).toList();
    }

    @Override
    public List<PathStep> decode(List<Double> genes) {
        Comparator<Integer> strongestFirst =
                Comparator.comparingDouble((Integer slot) -> -genes.get(slot));
        List<Integer> ordered =
                IntStream.range(0, slots.size()).boxed().sorted(strongestFirst).toList();
        int on = (int) ordered.stream().filter(slot -> Switches.isOn(genes.get(slot))).count();
        return ordered.stream()
                .limit(Math.clamp(on, least, most))
                .sorted()
                .map(slots::get)
                .toList();
    }

    @Override
    public List<PathStep> place(List<PathStep> wanted) throws NotExpressible {
        PathGenes.requireLength(wanted.size(), most);
        List<PathStep> placed = new ArrayList<>();
        int from = 0;
        for (PathStep step : wanted) {
            PathStep found = next(step, from);
            placed.add(found);
            from = found.slot() + 1;
        }
        return placed;
    }

    /** The first slot from one on; a repetition below 0 stands for any. */
    private PathStep next(PathStep wanted, int from) throws NotExpressible {
        return slots.stream()
                .skip(from)
                .filter(slot -> slot.layer() == wanted.layer())
                .filter(slot -> wanted.repetition() < 0 || slot.repetition() == wanted.repetition())
                .findFirst()
                .orElseThrow(
                        () ->
                                new NotExpressible(
                                        "its layers must be in the order of the pool, %s over; %s comes too late"
                                                .formatted(
                                                        repeats == 1 ? "once" : repeats + " times",
                                                        pool.name(wanted.layer()))));
    }

    @Override
    public List<Double> encode(List<PathStep> placed) {
        List<Double> genes = PathGenes.all(slots.size(), Switches.OFF);
        placed.forEach(step -> genes.set(step.slot(), Switches.ON));
        return genes;
    }

    @Override
    public String name(int slot) {
        PathStep step = slots.get(slot);
        return "run "
                + pool.name(step.layer())
                + (repeats == 1 ? "" : ", repetition " + (step.repetition() + 1));
    }
}
