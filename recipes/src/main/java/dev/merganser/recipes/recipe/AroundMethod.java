package dev.merganser.recipes.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe does around its method, whichever that is: experts are aligned with the base, their
 * task vectors are compressed, the method merges, and the merged task vector is scaled. Each part
 * looks at the recipe's base model.
 *
 * @param align before all else
 * @param compress what the method then gets in place of each expert: base + compressed task vector
 * @param lines what is done with the merge: base + scale · (merge − base)
 */
public record AroundMethod(
        Optional<Alignment> align,
        Optional<CompeftSettings> compress,
        Optional<LinesSettings> lines) {

    /** The method alone. */
    public static final AroundMethod NONE =
            new AroundMethod(Optional.empty(), Optional.empty(), Optional.empty());

    public AroundMethod withAlign(Alignment alignment) {
        return new AroundMethod(Optional.of(alignment), compress, lines);
    }

    public AroundMethod withCompress(CompeftSettings settings) {
        return new AroundMethod(align, Optional.of(settings), lines);
    }

    public AroundMethod withLines(LinesSettings settings) {
        return new AroundMethod(align, compress, Optional.of(settings));
    }

    /** Whether there is nothing but the method. */
    public boolean isNone() {
        return equals(NONE);
    }

    /** Whether the values of the base are needed beside those of the method's inputs. */
    public boolean readsBase() {
        return compress.isPresent() || lines.isPresent();
    }

    /** The keys of a recipe that say so, in the order in which they take effect. */
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        align.ifPresent(_ -> keys.add("align"));
        compress.ifPresent(_ -> keys.add("compress"));
        lines.ifPresent(_ -> keys.add("wrap"));
        return List.copyOf(keys);
    }
}
