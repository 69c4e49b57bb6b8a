package dev.merganser.optimizer.space;

/**
 * One layer of a path as genes say it.
 *
 * @param layer its number in the pool
 * @param slot the slot that it comes from; {@link #PINNED} where there is none
 * @param repetition of the pool in which that slot is, from 0
 */
record PathStep(int layer, int slot, int repetition) {

    /** The slot of a layer that is on every path. */
    static final int PINNED = -1;

    static PathStep pinned(int layer) {
        return new PathStep(layer, PINNED, 0);
    }

    boolean isPinned() {
        return slot == PINNED;
    }
}
