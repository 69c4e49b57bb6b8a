package dev.merganser.optimizer.space;

/**
 * What recipes call the models of a pool: by their own names, but the merged model of each
 * repetition after the first by a name of its own where it has weights of its own.
 *
 * @param copies how many sets of merged weights there are; 1 where all repetitions share theirs
 */
record PoolNames(int copies) {

    /** Each model by its own name. */
    static final PoolNames PLAIN = new PoolNames(1);

    /** What recipes call a model in a repetition, counted from 0. */
    String name(String model, int repetition) {
        return isCopied(model) && repetition > 0 ? model + "." + (repetition + 1) : model;
    }

    /** The pool's name of a model that a recipe names. */
    String model(String name) {
        return copy(name) > 0 ? HybridSpace.MERGED : name;
    }

    /** The only repetition that a model of this name may stand in; -1 where any will do. */
    int repetition(String name) {
        return copies == 1 ? -1 : copy(name);
    }

    private int copy(String name) {
        for (int copy = 0; copy < copies; copy++) {
            if (name.equals(name(HybridSpace.MERGED, copy))) {
                return copy;
            }
        }
        return -1;
    }

    private boolean isCopied(String model) {
        return copies > 1 && model.equals(HybridSpace.MERGED);
    }
}
