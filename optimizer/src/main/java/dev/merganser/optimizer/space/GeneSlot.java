package dev.merganser.optimizer.space;

/**
 * What one gene stands for: a parameter of an expert in a group of tensors, or of a part of these.
 *
 * @param parameter its name; for a number around the method its {@link AroundNumber#key}
 * @param expert counted from 0, or {@link #ALL}
 * @param group counted from 0, or {@link #ALL}
 * @param part counted from 0; 0 where tensors are not divided
 */
record GeneSlot(String parameter, int expert, int group, int part) {

    /** Stands for all experts or groups, where they share a gene. */
    static final int ALL = -1;

    /** One value for all experts, groups and parts. */
    static GeneSlot shared(String parameter) {
        return new GeneSlot(parameter, ALL, ALL, 0);
    }
}
