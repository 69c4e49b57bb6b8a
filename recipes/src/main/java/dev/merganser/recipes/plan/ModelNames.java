package dev.merganser.recipes.plan;

import dev.merganser.recipes.model.Models;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the models of a merge are called, so that tensors of other models, as slices have them, can
 * be told apart: as the recipe calls them, in the first of the ways in which it does so, with a
 * number where one model is merged with itself.
 */
final class ModelNames {
    private final Models models;
    private final List<String> seen = new ArrayList<>();
    private final Map<List<String>, List<String>> named = new HashMap<>();

    ModelNames(Models models) {
        this.models = models;
    }

    /** The names of the models of one tensor, each differently. */
    List<String> of(List<String> references) {
        return named.computeIfAbsent(references, this::named);
    }

    private List<String> named(List<String> references) {
        List<String> firsts = references.stream().map(this::first).toList();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < firsts.size(); i++) {
            int times = Collections.frequency(firsts.subList(0, i + 1), firsts.get(i));
            names.add(times == 1 ? firsts.get(i) : "%s (%d)".formatted(firsts.get(i), times));
        }
        return names;
    }

    private String first(String reference) {
        for (String other : seen) {
            if (models.isSame(reference, other)) {
                return other;
            }
        }
        seen.add(reference);
        return reference;
    }
}
