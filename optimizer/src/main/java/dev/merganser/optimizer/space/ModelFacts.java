package dev.merganser.optimizer.space;

import java.util.List;

/**
 * What the genes of a space of merges are laid out by: how recipes name the models, and which
 * tensors these have.
 *
 * @param base how recipes name the base model
 * @param experts how they name the experts, in the order of the merge
 * @param tensors names of all tensors of the base; they come in any order and are sorted here
 * @param vectors asked only where groups go by what the experts changed
 */
public record ModelFacts(
        String base, List<String> experts, List<String> tensors, TaskVectors vectors) {

    public ModelFacts {
        experts = List.copyOf(experts);
        tensors = tensors.stream().sorted().toList();
    }

    /** Facts without weights. */
    public ModelFacts(String base, List<String> experts, List<String> tensors) {
        this(
                base,
                experts,
                tensors,
                () -> {
                    throw new IllegalStateException("Nothing is known of the weights");
                });
    }
}
