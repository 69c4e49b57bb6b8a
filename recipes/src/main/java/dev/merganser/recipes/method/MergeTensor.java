package dev.merganser.recipes.method;

import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

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
 * @param statistics where the statistics come from that parameters name
 * @param workers who share the work of looking at the whole tensor
 * @param modelNames what each model is called in the whole merge, each differently: where tensors
 *     are of other models, as slices may be, those of one name belong together
 */
public record MergeTensor(
        TensorInfo info,
        List<FloatSource> models,
        Optional<FloatSource> base,
        Arguments arguments,
        MaskSource masks,
        StatisticsSource statistics,
        Workers workers,
        List<String> modelNames) {

    /** Elements of the stretches over which sums are taken; results depend on it. */
    public static final long STRETCH = 1 << 19;

    private static final int PASS_BLOCK = 1 << 12;

    public MergeTensor {
        models = List.copyOf(models);
        modelNames = List.copyOf(modelNames);
        if (modelNames.size() != models.size()) {
            throw new IllegalArgumentException(
                    "Tensor '%s' has %d models, but names for %d"
                            .formatted(info.name(), models.size(), modelNames.size()));
        }
        if (models.size() != arguments.models()) {
            throw new IllegalArgumentException(
                    "Tensor '%s' has %d models, but arguments for %d"
                            .formatted(info.name(), models.size(), arguments.models()));
        }
    }

    /** A tensor that the calling thread works on alone, whose models are called by number. */
    public MergeTensor(
            TensorInfo info,
            List<FloatSource> models,
            Optional<FloatSource> base,
            Arguments arguments,
            MaskSource masks) {
        this(
                info,
                models,
                base,
                arguments,
                masks,
                StatisticsSource.NONE,
                Workers.CALLER,
                numbered(models.size()));
    }

    private static List<String> numbered(int models) {
        return IntStream.rangeClosed(1, models).mapToObj(number -> "model " + number).toList();
    }

    /** A tensor without base whose masks have seed 0. */
    public static MergeTensor of(TensorInfo info, List<FloatSource> models, Arguments arguments) {
        return new MergeTensor(info, models, Optional.empty(), arguments, MaskSource.seeded(0));
    }

    /** This tensor with a base. */
    public MergeTensor withBase(FloatSource source) {
        return new MergeTensor(
                info,
                models,
                Optional.of(source),
                arguments,
                masks,
                statistics,
                workers,
                modelNames);
    }

    /** This tensor without a base. */
    public MergeTensor withoutBase() {
        return new MergeTensor(
                info, models, Optional.empty(), arguments, masks, statistics, workers, modelNames);
    }

    /** This tensor with other values of as many models. */
    public MergeTensor withModels(List<FloatSource> sources) {
        return new MergeTensor(
                info, sources, base, arguments, masks, statistics, workers, modelNames);
    }

    /** This tensor with other masks. */
    public MergeTensor withMasks(MaskSource source) {
        return new MergeTensor(
                info, models, base, arguments, source, statistics, workers, modelNames);
    }

    /** This tensor with statistics. */
    public MergeTensor withStatistics(StatisticsSource source) {
        return new MergeTensor(info, models, base, arguments, masks, source, workers, modelNames);
    }

    /** This tensor with others to share the work. */
    public MergeTensor withWorkers(Workers others) {
        return new MergeTensor(
                info, models, base, arguments, masks, statistics, others, modelNames);
    }

    /** This tensor with other names of its models. */
    public MergeTensor withModelNames(List<String> names) {
        return new MergeTensor(info, models, base, arguments, masks, statistics, workers, names);
    }

    /** Name of the merged tensor. */
    public String name() {
        return info.name();
    }

    /** Shape of the merged tensor and of every input. */
    public Shape shape() {
        return info.shape();
    }

    /**
     * The statistics of one model, from the file that a parameter names.
     *
     * @param model counted from 0
     * @param parameter name of a parameter of that kind
     */
    public Statistics statistics(int model, String parameter) {
        return statistics.of(model, arguments.text(parameter, model));
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
     * Reads the whole tensor once, cut into stretches of so many elements, the last of them
     * shorter, which the workers share.
     *
     * @param stretch a positive multiple of 4096
     * @param reader makes something of one stretch, from any thread
     * @return what was made of each, in ascending order
     */
    public <T> List<T> overStretches(long stretch, Function<Stretch, T> reader) {
        int count = Math.toIntExact(Math.ceilDiv(elements(), stretch));
        List<Optional<T>> made = new ArrayList<>(Collections.nCopies(count, Optional.empty()));
        workers.forEach(
                count,
                i -> {
                    long end = Math.min(elements(), (i + 1) * stretch);
                    made.set(i, Optional.of(reader.apply(new Stretch(this, i * stretch, end))));
                });
        return made.stream().map(Optional::orElseThrow).toList();
    }

    /** The elements of a tensor from {@code begin} to before {@code end}. */
    public record Stretch(MergeTensor tensor, long begin, long end) {

        /** Reads them once, in ascending blocks on the calling thread. */
        public void forEachBlock(Consumer<Block> action) {
            Block block = new Block();
            for (long from = begin; from < end; from += PASS_BLOCK) {
                int count = (int) Math.min(PASS_BLOCK, end - from);
                block.load(tensor.models, tensor.base, from, count);
                action.accept(block);
            }
        }
    }

    /**
     * Reads the task vector of one model once, its values less those of the base, in ascending
     * pieces on the calling thread. Needs a base.
     */
    public void forEachDelta(int model, Piece piece) {
        forEachDelta(model, 0, elements(), piece);
    }

    /** As {@link #forEachDelta}, of the elements from {@code begin} to before {@code end}. */
    public void forEachDelta(int model, long begin, long end, Piece piece) {
        List<FloatSource> alone = List.of(models.get(model));
        Block block = new Block();
        for (long from = begin; from < end; from += PASS_BLOCK) {
            block.load(alone, base, from, (int) Math.min(PASS_BLOCK, end - from));
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
