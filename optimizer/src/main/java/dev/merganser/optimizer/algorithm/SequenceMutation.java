package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.algorithm.GeneBlock.Steps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Mutation of a sequence: inserts, deletes or replaces a step or swaps two, mostly once. The steps
 * move to the first places, so that equal sequences have equal genes. Their numbers move with them.
 */
final class SequenceMutation implements Mutation {

    private static final double AGAIN = 0.3;
    private static final double WITHIN_KIND = 0.5;
    private static final double MIDDLE = 0.5;

    private final Steps block;
    private final DoubleBinaryOperator mutateNumber;

    /**
     * A mutation.
     *
     * @param mutateNumber a number after a mutation that a uniform draw decides
     */
    SequenceMutation(Steps block, DoubleBinaryOperator mutateNumber) {
        this.block = block;
        this.mutateNumber = mutateNumber;
    }

    /** A filled place; the number is unused where there are none. */
    private record Step(int choice, double number) {}

    private enum Edit {
        INSERT,
        DELETE,
        REPLACE,
        SWAP
    }

    @Override
    public void mutate(double[] genes, RandomGenerator random) {
        List<Step> steps = read(genes);
        do {
            edit(steps, random);
        } while (random.nextDouble() < AGAIN);
        if (block.number().isPresent()) {
            steps.replaceAll(step -> withNumber(step, steps.size(), random));
        }
        write(steps, genes);
    }

    private void edit(List<Step> steps, RandomGenerator random) {
        List<Edit> possible = possible(steps.size());
        int at = steps.isEmpty() ? 0 : random.nextInt(steps.size());
        switch (possible.get(random.nextInt(possible.size()))) {
            case INSERT -> steps.add(random.nextInt(steps.size() + 1), drawn(random));
            case DELETE -> steps.remove(at);
            case REPLACE -> steps.set(at, other(steps.get(at), random));
            case SWAP -> {
                int other = (at + 1 + random.nextInt(steps.size() - 1)) % steps.size();
                Collections.swap(steps, at, other);
            }
        }
    }

    /** A sequence never becomes empty. */
    private List<Edit> possible(int length) {
        List<Edit> possible = new ArrayList<>();
        if (length < block.places()) {
            possible.add(Edit.INSERT);
        }
        if (length > 1) {
            possible.add(Edit.DELETE);
            possible.add(Edit.SWAP);
        }
        if (length > 0) {
            possible.add(Edit.REPLACE);
        }
        return possible;
    }

    private Step drawn(RandomGenerator random) {
        return new Step(random.nextInt(block.choices()), block.number().orElse(MIDDLE));
    }

    /** Another choice, often one of the same kind. */
    private Step other(Step step, RandomGenerator random) {
        int[] others = others(step.choice(), random.nextDouble() < WITHIN_KIND);
        int[] some = others.length > 0 ? others : others(step.choice(), false);
        return some.length > 0 ? new Step(some[random.nextInt(some.length)], step.number()) : step;
    }

    private int[] others(int choice, boolean ofKind) {
        List<Integer> kinds = block.kinds();
        return IntStream.range(0, block.choices())
                .filter(other -> other != choice)
                .filter(other -> !ofKind || kinds.get(other).equals(kinds.get(choice)))
                .toArray();
    }

    private Step withNumber(Step step, int steps, RandomGenerator random) {
        return random.nextDouble() < 1.0 / steps
                ? new Step(
                        step.choice(),
                        mutateNumber.applyAsDouble(step.number(), random.nextDouble()))
                : step;
    }

    private List<Step> read(double[] genes) {
        List<Step> steps = new ArrayList<>();
        for (int place = 0; place < block.places(); place++) {
            OptionalInt choice = block.choice(genes[place]);
            if (choice.isPresent()) {
                double number = block.number().isPresent() ? genes[block.places() + place] : MIDDLE;
                steps.add(new Step(choice.getAsInt(), number));
            }
        }
        return steps;
    }

    private void write(List<Step> steps, double[] genes) {
        Arrays.fill(genes, 0, block.places(), Steps.EMPTY);
        Arrays.fill(genes, block.places(), genes.length, block.number().orElse(MIDDLE));
        for (int place = 0; place < steps.size(); place++) {
            genes[place] = block.gene(steps.get(place).choice());
            if (block.number().isPresent()) {
                genes[block.places() + place] = steps.get(place).number();
            }
        }
    }
}
