package dev.merganser.recipes.graph;

import java.lang.foreign.MemorySegment;

/**
 * Where the data of an initializer goes in a file that is being written.
 *
 * @param initializer name, type and shape; its own data are not written
 * @param out as many bytes as the tensor has, little-endian, at any alignment; zero at first
 */
public record Slot(Initializer initializer, MemorySegment out) {}
