package dev.merganser.recipes.graph;

/** One dimension of a value in a graph. */
public sealed interface Dim {

    /** A size known when the graph is written. */
    record Fixed(long size) implements Dim {
        public Fixed {
            if (!(size >= 0)) {
                throw new IllegalArgumentException("A dimension must be at least 0, found " + size);
            }
        }

        @Override
        public String toString() {
            return Long.toString(size);
        }
    }

    /** A size given at run time, the same wherever the name is used. */
    record Named(String name) implements Dim {
        public Named {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("A named dimension needs a name");
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A size of which nothing is said. */
    record Unknown() implements Dim {
        @Override
        public String toString() {
            return "?";
        }
    }

    /** A fixed dimension. */
    static Dim of(long size) {
        return new Fixed(size);
    }

    /** A named dimension. */
    static Dim of(String name) {
        return new Named(name);
    }

    /** An unknown dimension. */
    static Dim unknown() {
        return new Unknown();
    }
}
