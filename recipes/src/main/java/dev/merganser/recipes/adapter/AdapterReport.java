package dev.merganser.recipes.adapter;

import java.util.List;
import java.util.Optional;

/**
 * What an adapter keeps of a task vector δ, whose energy is the sum of its squares.
 *
 * @param modules how many weights have a low-rank update
 * @param kept share of the energy of all of δ that is in the adapter, 0 to 1; 1 where δ is zero
 * @param worst the weight of which the adapter keeps the smallest share; empty where it has none
 * @param savedWhole what is in the adapter as full tensors
 * @param leftOut what changed and is not in the adapter
 */
public record AdapterReport(
        int modules,
        double kept,
        Optional<Share> worst,
        List<Change> savedWhole,
        List<Change> leftOut) {

    public AdapterReport {
        savedWhole = List.copyOf(savedWhole);
        leftOut = List.copyOf(leftOut);
    }

    /** The share of a tensor's energy that is kept, 0 to 1. */
    public record Share(String tensor, double kept) {}

    /** A change that has no low rank: ‖δ‖ as a share of the norm of the base's tensor. */
    public record Change(String tensor, double relative) {}
}
