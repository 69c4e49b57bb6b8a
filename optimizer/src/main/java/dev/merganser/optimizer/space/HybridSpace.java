package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A space of paths over a pool that has merges of the models too: weights and order are searched,
 * together or one after the other.
 *
 * @param merge the merges
 * @param path the paths; its pool has {@link #MERGED}
 * @param merged whether repetitions share their merged weights
 * @param order when which is searched
 */
public record HybridSpace(
        ParameterSpace merge, DataFlowSpace path, MergedWeights merged, SearchOrder order)
        implements SpaceSettings {

    /** The name of the merged model in the pool and in recipes. */
    public static final String MERGED = "merged";

    private static final Pattern MERGED_NAME = Pattern.compile(MERGED + "(\\.[0-9]+)?");

    /** Whether a path has one merged model or several. */
    public enum MergedWeights {
        /** One, for all its layers. */
        TOGETHER,
        /** Each repetition of the slots has its own. */
        OWN
    }

    /** When weights and paths are searched. */
    public sealed interface SearchOrder {

        /** Both at once. */
        record Joint() implements SearchOrder {}

        /**
         * The first candidates are merges in their own order; then the best of these goes into the
         * pool, and its paths are searched.
         *
         * @param evaluations how many candidates are merges, at least 1
         */
        record MergeFirst(int evaluations) implements SearchOrder {

            /** How many where nobody says. */
            public static final int DEFAULT_EVALUATIONS = 200;

            public MergeFirst {
                if (evaluations < 1) {
                    throw new WrongUseException(
                            "merge_evaluations must be at least 1, found " + evaluations);
                }
            }
        }
    }

    public HybridSpace {
        if (!path.models().contains(MERGED)) {
            throw new WrongUseException(
                    "models of a hybrid space must have '%s', found %s"
                            .formatted(MERGED, path.models()));
        }
        if (merged == MergedWeights.OWN && path.encoding() != PathEncoding.INDICATORS) {
            throw new WrongUseException(
                    "merged: own needs encoding indicators, whose repetitions have merged weights of their own, found encoding "
                            + path.encoding().key());
        }
        if (merged == MergedWeights.OWN && order instanceof SearchOrder.MergeFirst) {
            throw new WrongUseException(
                    "merged: own needs order joint: the first merges have one set of weights");
        }
        if (order instanceof SearchOrder.MergeFirst && !path.ends().equals(MERGED)) {
            throw new WrongUseException(
                    "order merge-first needs ends: %s, found '%s'".formatted(MERGED, path.ends()));
        }
    }

    /** Whether this is the name of a merged model, of any repetition. */
    public static boolean isMerged(String name) {
        return MERGED_NAME.matcher(name).matches();
    }

    /** How many sets of merged weights a path may have. */
    int copies() {
        return merged == MergedWeights.OWN ? path.repeats() : 1;
    }

    /** What the merged weights of a repetition, counted from 0, are called in recipes. */
    String name(int copy) {
        return copy == 0 ? MERGED : MERGED + "." + (copy + 1);
    }

    @Override
    public void check(int experts) {
        merge.check(experts);
    }

    @Override
    public List<String> files() {
        return merge.files();
    }
}
