package dev.merganser.recipes.adapter;

/**
 * How a merge is written as a LoRA adapter.
 *
 * @param rank of the adapter, at least 1
 * @param others whether what changed and is no linear weight (embeddings, norms) is saved whole, as
 *     {@code modules_to_save}; otherwise it is left out
 */
public record AdapterSettings(int rank, boolean others) {

    public AdapterSettings {
        if (!(rank >= 1)) {
            throw new IllegalArgumentException("rank must be at least 1, found " + rank);
        }
    }
}
