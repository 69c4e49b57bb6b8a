package dev.merganser.recipes.method;

import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One tensor of a merge: what a method is given to make the merged tensor of that name.
 *
 * @param info the merged tensor: its name, which also keys its random masks; the type in which it
 *     will be stored; its shape, which is that of every input
 * @param models values of the models in the order of the recipe; the base is not among them where
 *     the method uses one
 * @param base values of the base model; empty where the method uses none
 * @param arguments resolved parameters for this tensor
 * @param masks where random masks come from
 */
public record MergeTensor(
        TensorInfo info,
        List<FloatSource> models,
        Optional<FloatSource> base,
        Arguments arguments,
        MaskSource masks) {

    private static final int PASS_BLOCK = 1 << 14;

    public MergeTensor {
        models = List.copyOf(models);
        if (models.size() != arguments.models()) {
            throw new IllegalArgumentException(
                    "Tensor '%s' has %d models, but arguments for %d"
                            .formatted(info.name(), models.size(), arguments.models()));
        }
    }

    /** A tensor without base whose masks have seed 0. */
    public static MergeTensor of(TensorInfo info, List<FloatSource> models, Arguments arguments) {
        return new MergeTensor(info, models, Optional.empty(), arguments, MaskSource.seeded(0));
    }

    /** This tensor with a base. */
    public MergeTensor withBase(FloatSource source) {
        return new MergeTensor(info, models, Optional.of(source), arguments, masks);
    }

    /** This tensor with other masks. */
    public MergeTensor withMasks(MaskSource source) {
        return new MergeTensor(info, models, base, arguments, source);
    }

    /** Name of the merged tensor. */
    public String name() {
        return info.name();
    }

    /** Shape of the merged tensor and of every input. */
    public Shape shape() {
        return info.shape();
    }

    /** Number of elements. */
    public long elements() {
        return shape().elements();
    }

    /** Reads the whole tensor once, in ascending blocks on the calling thread. */
    public void forEachBlock(Consumer<Block> action) {
        everyBlock(
                block -> {
                    action.accept(block);
                    return true;
                });
    }

    /** As {@link #forEachBlock}, but stops at the first block for which {@code test} fails. */
    public boolean everyBlock(Predicate<Block> test) {
        Block block = new Block();
        long elements = elements();
        for (long from = 0; from < elements; from += PASS_BLOCK) {
            block.load(models, base, from, (int) Math.min(PASS_BLOCK, elements - from));
            if (!test.test(block)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads the task vector of one model once, its values less those of the base, in ascending
     * pieces on the calling thread. Needs a base.
     */
    public void forEachDelta(int model, Piece piece) {
        List<FloatSource> alone = List.of(models.get(model));
        Block block = new Block();
        long elements = elements();
        for (long from = 0; from < elements; from += PASS_BLOCK) {
            block.load(alone, base, from, (int) Math.min(PASS_BLOCK, elements - from));
            block.subtractBase(0);
            piece.accept(from, block.model(0), block.length());
        }
    }

    /** The values that a kernel makes of this tensor. */
    public FloatSource mergedBy(BlockKernel kernel) {
        Queue<Block> idle = new ConcurrentLinkedQueue<>();
        return (from, into, count) -> {
            Block block = Objects.requireNonNullElseGet(idle.poll(), Block::new);
            block.load(models, base, from, count);
            kernel.merge(block, into);
            idle.add(block);
        };
    }
}
