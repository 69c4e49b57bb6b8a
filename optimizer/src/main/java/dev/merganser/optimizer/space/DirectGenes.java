package dev.merganser.optimizer.space;

import dev.merganser.optimizer.algorithm.GeneBlock.Steps;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A gene for each place of a path: empty in its lower half, else one of the layers of the pool. A
 * path without any layer that needs one has the first of the pool.
 */
final class DirectGenes implements PathGenes {

    private final PoolLayers pool;
    private final Steps steps;
    private final int least;

    /**
     * Places.
     *
     * @param steps how many places and layers there are
     * @param least how many places are filled at least, 0 or 1
     */
    DirectGenes(PoolLayers pool, Steps steps, int least) {
        this.pool = pool;
        this.steps = steps;
        this.least = least;
    }

    @Override
    public int slots() {
        return steps.places();
    }

    @Override
    public List<Integer> layers() {
        return List.of();
    }

    @Override
    public List<PathStep> decode(List<Double> genes) {
        List<PathStep> path = new ArrayList<>();
        for (int slot = 0; slot < steps.places(); slot++) {
            OptionalInt layer = steps.choice(genes.get(slot));
            if (layer.isPresent()) {
                path.add(new PathStep(layer.getAsInt(), slot, 0));
            }
        }
        return path.size() < least ? List.of(new PathStep(0, 0, 0)) : path;
    }

    @Override
    public List<PathStep> place(List<PathStep> wanted) throws NotExpressible {
        PathGenes.requireLength(wanted.size(), steps.places());
        List<PathStep> placed = new ArrayList<>();
        for (PathStep step : wanted) {
            placed.add(new PathStep(step.layer(), placed.size(), 0));
        }
        return placed;
    }

    @Override
    public List<Double> encode(List<PathStep> placed) {
        List<Double> genes = PathGenes.all(steps.places(), Steps.EMPTY);
        placed.forEach(step -> genes.set(step.slot(), steps.gene(step.layer())));
        return genes;
    }

    @Override
    public String name(int slot) {
        return "layer of %d in place %d".formatted(pool.size(), slot + 1);
    }
}
