package dev.merganser.recipes.graph;

/** The program that made a graph; both texts may be empty. */
public record Producer(String name, String version) {
    /** Nothing is known. */
    public static final Producer UNKNOWN = new Producer("", "");
}
