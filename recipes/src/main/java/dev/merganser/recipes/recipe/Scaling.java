package dev.merganser.recipes.recipe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the scale of a layer in a path multiplies. */
public enum Scaling {
    /** Each residual branch of the layer: {@code h + s · f(h)}. */
    BRANCHES,
    /** What enters the layer: {@code layer(s · h)}, the W of arXiv:2403.13187. */
    INPUT;

    /** The word for it in recipes. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scaling of a word; empty where there is none. */
    public static Optional<Scaling> of(String key) {
        return Arrays.stream(values()).filter(scaling -> scaling.key().equals(key)).findFirst();
    }
}
