package dev.merganser.recipes;

import java.util.ArrayList;
import java.util.List;

/** A stack of layers in the merged model: which layers of the model it is like it is made of. */
final class LayerChange {

    private final String stack;
    private final int before;
    private final List<Integer> origins = new ArrayList<>();

    /**
     * @param before how many layers the model has that gives the merged one its configuration
     */
    LayerChange(String stack, int before) {
        this.stack = stack;
        this.before = before;
    }

    /** Adds a layer that is like layer {@code origin}; returns its number in the merged model. */
    int add(int origin) {
        origins.add(origin);
        return origins.size() - 1;
    }

    String stack() {
        return stack;
    }

    int before() {
        return before;
    }

    /** The layer that each layer of the merged model is like. */
    List<Integer> origins() {
        return origins;
    }
}
