package dev.merganser.recipes.method;

/**
 * Keeps each element with the probability {@code density} and sets the others to 0 (DARE,
 * arXiv:2311.03099, the drop).
 */
record RandomDrop(MaskSource.Mask mask) implements Sparsifier {

    /** The drop of one model's task vector to its {@code density}. */
    static Sparsifier of(MergeTensor tensor, int model) {
        double density = tensor.arguments().number("density", model);
        return density >= 1
                ? Sparsifier.NONE
                : new RandomDrop(tensor.masks().mask(tensor.name(), model, density));
    }

    @Override
    public void apply(long from, float[] delta, int count) {
        boolean[] kept = new boolean[count];
        mask.read(from, kept, count);
        for (int i = 0; i < count; i++) {
            delta[i] *= kept[i] ? 1f : 0f;
        }
    }
}
