package dev.merganser.optimizer.space;

import java.util.List;

/** The scales of the layers of a path as genes, both ways. Immutable. */
sealed interface ScaleGenes {

    /** How many genes there are. */
    int size();

    /** The scale of each step of a path. */
    List<Double> decode(List<PathStep> path, List<Double> genes);

    /** The genes of the scales of a path's steps. */
    List<Double> encode(List<PathStep> path, List<Double> scales) throws NotExpressible;

    /** What a gene stands for, in words. */
    String name(int gene);

    /**
     * The scale genes of a space.
     *
     * @param path the genes that say which layers a path has
     */
    static ScaleGenes of(ScaleSettings settings, PoolLayers pool, PathGenes path) {
        var grid = new ScaleGrid(settings);
        return switch (settings.encoding()) {
            case ScaleEncoding.None _ -> new None();
            case ScaleEncoding.Slot _ -> new Slot(grid, path);
            case ScaleEncoding.Matrix _ -> new Matrix(grid, pool);
            case ScaleEncoding.Network(int hidden) ->
                    new Network(grid, pool.size(), path.slots(), hidden);
        };
    }

    /** No layer has a scale. */
    record None() implements ScaleGenes {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public List<Double> decode(List<PathStep> path, List<Double> genes) {
            return PathGenes.all(path.size(), 1);
        }

        @Override
        public List<Double> encode(List<PathStep> path, List<Double> scales) throws NotExpressible {
            requireOnes(scales, "its layers must have no scale");
            return List.of();
        }

        @Override
        public String name(int gene) {
            throw new IndexOutOfBoundsException("There is no gene " + gene);
        }
    }

    /** A gene for each slot. */
    record Slot(ScaleGrid grid, PathGenes path) implements ScaleGenes {
        @Override
        public int size() {
            return path.slots();
        }

        @Override
        public List<Double> decode(List<PathStep> steps, List<Double> genes) {
            return steps.stream()
                    .map(step -> step.isPinned() ? 1 : grid.scale(genes.get(step.slot())))
                    .toList();
        }

        @Override
        public List<Double> encode(List<PathStep> steps, List<Double> scales)
                throws NotExpressible {
            List<Double> genes = PathGenes.all(size(), grid.one());
            for (int i = 0; i < steps.size(); i++) {
                if (!steps.get(i).isPinned()) {
                    genes.set(steps.get(i).slot(), grid.gene(scales.get(i)));
                } else if (scales.get(i) != 1) {
                    throw new NotExpressible(
                            "its pinned layers must have no scale, found " + scales.get(i));
                }
            }
            return genes;
        }

        @Override
        public String name(int gene) {
            return "scale in slot " + (gene + 1);
        }
    }

    /** A gene for each pair of neighbours. */
    record Matrix(ScaleGrid grid, PoolLayers pool) implements ScaleGenes {
        @Override
        public int size() {
            return pool.size() * pool.size();
        }

        @Override
        public List<Double> decode(List<PathStep> path, List<Double> genes) {
            List<Double> scales = PathGenes.all(path.size(), 1);
            for (int i = 1; i < path.size(); i++) {
                scales.set(i, grid.scale(genes.get(gene(path, i))));
            }
            return scales;
        }

        private int gene(List<PathStep> path, int step) {
            return path.get(step - 1).layer() * pool.size() + path.get(step).layer();
        }

        @Override
        public List<Double> encode(List<PathStep> path, List<Double> scales) throws NotExpressible {
            requireOnes(scales.subList(0, 1), "its first layer must have no scale");
            List<Double> genes = PathGenes.all(size(), grid.one());
            for (int i = 1; i < path.size(); i++) {
                genes.set(gene(path, i), grid.gene(scales.get(i)));
            }
            for (int i = 1; i < path.size(); i++) {
                if (genes.get(gene(path, i)) != grid.gene(scales.get(i))) {
                    throw new NotExpressible(
                            "%s after %s must have one scale everywhere, found %s and %s"
                                    .formatted(
                                            pool.name(path.get(i).layer()),
                                            pool.name(path.get(i - 1).layer()),
                                            scales.get(i),
                                            grid.scale(genes.get(gene(path, i)))));
                }
            }
            return genes;
        }

        @Override
        public String name(int gene) {
            return "scale of %s after %s"
                    .formatted(pool.name(gene % pool.size()), pool.name(gene / pool.size()));
        }
    }

    /**
     * A network of tanh units: inputs are the layer before, the layer and the slot, each from -1 to
     * 1; a gene is a weight from -3 to 3; an output of 0 is the scale 1, and the ends of the range
     * are at infinity.
     *
     * @param layers how many the pool has
     */
    record Network(ScaleGrid grid, int layers, int slots, int hidden) implements ScaleGenes {

        private static final int INPUTS = 3;
        private static final double REACH = 6;
        private static final double ZERO = 0.5;

        @Override
        public int size() {
            return hidden * (INPUTS + 2) + 1;
        }

        @Override
        public List<Double> decode(List<PathStep> path, List<Double> genes) {
            double[] weights = genes.stream().mapToDouble(g -> REACH * (g - ZERO)).toArray();
            List<Double> scales = PathGenes.all(path.size(), 1);
            for (int i = 1; i < path.size(); i++) {
                PathStep step = path.get(i);
                double slot = step.isPinned() ? slots : step.slot();
                scales.set(
                        i,
                        scale(
                                output(
                                        weights,
                                        centred(path.get(i - 1).layer(), layers - 1),
                                        centred(step.layer(), layers - 1),
                                        centred(slot, slots))));
            }
            return scales;
        }

        private static double centred(double value, double most) {
            return most == 0 ? 0 : 2 * value / most - 1;
        }

        private double output(double[] weights, double... inputs) {
            double sum = weights[weights.length - 1];
            for (int unit = 0; unit < hidden; unit++) {
                int from = unit * (INPUTS + 2);
                double potential = weights[from + INPUTS];
                for (int input = 0; input < INPUTS; input++) {
                    potential += weights[from + input] * inputs[input];
                }
                sum += weights[from + INPUTS + 1] * StrictMath.tanh(potential);
            }
            return sum;
        }

        private double scale(double output) {
            double reach = output < 0 ? 1 - grid.low() : grid.high() - 1;
            return grid.nearest(1 + reach * StrictMath.tanh(output));
        }

        @Override
        public List<Double> encode(List<PathStep> path, List<Double> scales) throws NotExpressible {
            requireOnes(scales, "the weights of a network cannot be read from scales");
            return PathGenes.all(size(), ZERO);
        }

        @Override
        public String name(int gene) {
            return "weight %d of the network of scales".formatted(gene + 1);
        }
    }

    private static void requireOnes(List<Double> scales, String reason) throws NotExpressible {
        for (double scale : scales) {
            if (scale != 1) {
                throw new NotExpressible("%s, found the scale %s".formatted(reason, scale));
            }
        }
    }
}
