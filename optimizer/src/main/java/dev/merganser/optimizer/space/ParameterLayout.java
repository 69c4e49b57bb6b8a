package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.GeneSlot.ALL;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MethodDescriptor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

/**
 * Which gene of a parameter space is the method, and which one is which parameter of which expert
 * in which group of tensors.
 */
final class ParameterLayout {

    /** Global parameters that have a value for each group all the same. */
    private static final List<String> GROUPED = List.of("t");

    private final List<String> experts;
    private final MethodChoices methods;
    private final Grouping grouping;
    private final Map<String, GeneValues> searched = new LinkedHashMap<>();
    private final Map<GeneSlot, Integer> genes = new LinkedHashMap<>();

    /**
     * The layout of a space.
     *
     * @throws WrongUseException if the settings leave nothing to search
     */
    ParameterLayout(
            ParameterSpace settings,
            List<String> experts,
            MethodChoices methods,
            Grouping grouping) {
        this.experts = experts;
        this.methods = methods;
        this.grouping = grouping;
        settings.parameters().forEach(this::layOut);
        settings.around().numbers().forEach((number, range) -> layOut(number.key(), range));
        if (size() == 0) {
            throw new WrongUseException(
                    "space must leave something to search: give two methods or a range [low, high]; found none.");
        }
    }

    private void layOut(String parameter, ParameterRange range) {
        boolean effective =
                AroundNumber.of(parameter).isPresent() || methods.effective(parameter).isPresent();
        Optional<GeneValues> values = GeneValues.of(parameter, range, methods.isWhole(parameter));
        if (!effective || values.isEmpty()) {
            return;
        }
        searched.put(parameter, values.get());
        for (int expert : experts(parameter)) {
            for (int group : groups(parameter)) {
                for (GeneSlot slot : parts(parameter, expert, group)) {
                    genes.put(slot, methodGenes() + genes.size());
                }
            }
        }
    }

    private int methodGenes() {
        return methods.size() > 1 ? 1 : 0;
    }

    private int[] experts(String parameter) {
        return methods.isPerModel(parameter)
                ? IntStream.range(0, experts.size()).toArray()
                : new int[] {ALL};
    }

    /** The groups that have a value of their own of a parameter. */
    int[] groups(String parameter) {
        return methods.isPerModel(parameter) || GROUPED.contains(parameter)
                ? IntStream.range(0, grouping.size()).toArray()
                : new int[] {ALL};
    }

    /** A slot for each part that has a value of its own. */
    List<GeneSlot> parts(String parameter, int expert, int group) {
        return IntStream.range(0, methods.parts(parameter))
                .mapToObj(part -> new GeneSlot(parameter, expert, group, part))
                .toList();
    }

    /** How many genes, that of the method included. */
    int size() {
        return methodGenes() + genes.size();
    }

    /** What each gene stands for, for people. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        if (methodGenes() > 0) {
            names.add("method");
        }
        slots().forEach(slot -> names.add(name(slot)));
        return List.copyOf(names);
    }

    private String name(GeneSlot slot) {
        String expert = slot.expert() == ALL ? "" : " of " + experts.get(slot.expert());
        String group = slot.group() == ALL ? "" : " in " + grouping.get(slot.group()).name();
        String part = methods.parts(slot.parameter()) > 1 ? " part " + (slot.part() + 1) : "";
        return slot.parameter() + expert + group + part;
    }

    /** Why not every gene is a number; empty where each is. */
    Optional<String> numberObstacle() {
        if (methods.size() > 1) {
            return Optional.of(
                    "space.method must be one method, found %d".formatted(methods.size()));
        }
        return searched.entrySet().stream()
                .filter(entry -> entry.getValue().choices() > 1)
                .map(
                        entry ->
                                "space.%s must be one value or a range of numbers, found %s"
                                        .formatted(entry.getKey(), entry.getValue()))
                .findFirst();
    }

    /** All slots in the order of their genes. */
    List<GeneSlot> slots() {
        return List.copyOf(genes.keySet());
    }

    /** Does something with each slot and the index of its gene. */
    void forEach(ObjIntConsumer<GeneSlot> action) {
        genes.forEach(action::accept);
    }

    /** The index of a slot's gene. */
    int gene(GeneSlot slot) {
        Integer gene = genes.get(slot);
        if (gene == null) {
            throw new IllegalStateException("There is no gene of " + slot);
        }
        return gene;
    }

    /** Whether there are genes of a parameter. */
    boolean isSearched(String parameter) {
        return searched.containsKey(parameter);
    }

    /** What the genes of a parameter stand for. */
    GeneValues values(String parameter) {
        GeneValues values = searched.get(parameter);
        if (values == null) {
            throw new IllegalStateException("Parameter '" + parameter + "' has no gene");
        }
        return values;
    }

    /** The most values of any parameter that must be looked at one by one. */
    int mostChoices() {
        return searched.values().stream().mapToInt(GeneValues::choices).max().orElse(1);
    }

    /** The value that the genes give a slot. */
    Argument value(GeneSlot slot, List<Double> ofAll) {
        return values(slot.parameter()).value(ofAll.get(gene(slot)));
    }

    /** The method that the genes choose. */
    MethodDescriptor method(List<Double> ofAll) {
        int index = methodGenes() == 0 ? 0 : (int) (ofAll.getFirst() * methods.size());
        return methods.get(Math.min(index, methods.size() - 1));
    }

    /** Genes that choose a method, counted from 0, and are otherwise all the same. */
    List<Double> filled(int method, double others) {
        List<Double> filled = new ArrayList<>(Collections.nCopies(size(), others));
        if (methodGenes() > 0) {
            filled.set(0, (method + 0.5) / methods.size());
        }
        return filled;
    }

    /** Complains about a list that is not of one value for each gene. */
    void requireAll(List<Double> ofAll, String what) {
        if (ofAll.size() != size()) {
            throw new IllegalArgumentException(
                    "There must be %d %s, found %d".formatted(size(), what, ofAll.size()));
        }
    }
}
