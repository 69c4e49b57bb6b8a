package dev.merganser.evaluators.loss;

/**
 * Which items count for {@link LossTerm#ENTROPY} and {@link LossTerm#PSEUDO_LABELS}.
 *
 * @param confidence this share of each batch, the items whose loss is lowest; above 0, at most 1:
 *     all
 * @param agreement whether only items count whose class is the expert's; each other item adds
 *     ln(classes) and no gradient
 */
public record ItemChoice(double confidence, boolean agreement) {

    /** Every item counts. */
    public static final ItemChoice ALL = new ItemChoice(1, false);

    public ItemChoice {
        Ranges.require(confidence > 0 && confidence <= 1, "confidence", "in (0, 1]", confidence);
    }

    /** Whether some items may not count. */
    boolean isNarrow() {
        return agreement || confidence < 1;
    }
}
