package dev.merganser.recipes.recipe;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which methods and parameters mergekit 0.1.4 knows, so that it never misreads a recipe. */
public final class MergekitMethods {

    private static final Set<String> DELTAS = Set.of("normalize", "rescale", "lambda", "int8_mask");

    /** Methods that do not look at a base. */
    private static final Set<String> BASELESS = Set.of("linear", "karcher", "passthrough");

    private static final Map<String, Set<String>> PARAMETERS =
            Map.ofEntries(
                    Map.entry("linear", Set.of("normalize", "weight")),
                    Map.entry("slerp", Set.of("t")),
                    Map.entry("nuslerp", Set.of("nuslerp_row_wise", "nuslerp_flatten", "weight")),
                    Map.entry("multislerp", Set.of("normalize_weights", "eps", "weight")),
                    Map.entry("karcher", Set.of("max_iter", "tol")),
                    Map.entry("task_arithmetic", deltas("weight", "density")),
                    Map.entry("ties", deltas("weight", "density")),
                    Map.entry("dare_linear", deltas("weight", "density")),
                    Map.entry("dare_ties", deltas("weight", "density")),
                    Map.entry("della", deltas("weight", "density", "epsilon")),
                    Map.entry("della_linear", deltas("weight", "density", "epsilon")),
                    Map.entry("breadcrumbs", deltas("weight", "density", "gamma")),
                    Map.entry("breadcrumbs_ties", deltas("weight", "density", "gamma")),
                    Map.entry("sce", Set.of("int8_mask", "select_topk")),
                    Map.entry("ram", Set.of("epsilon")),
                    Map.entry("ramplus_tl", Set.of("r", "alpha", "epsilon")),
                    Map.entry("model_stock", Set.of("filter_wise")),
                    Map.entry("nearswap", Set.of("t")),
                    Map.entry("arcee_fusion", Set.of()),
                    Map.entry("passthrough", Set.of("scale")));

    private MergekitMethods() {}

    private static Set<String> deltas(String... perModel) {
        var names = new HashSet<>(DELTAS);
        names.addAll(Set.of(perModel));
        return Set.copyOf(names);
    }

    /**
     * The name under which the recipe's method is written: prefixed where mergekit has a method of
     * that name but would ignore one of the parameters or what is around the method, or merge the
     * base with the models; mergekit then refuses the recipe.
     */
    static String writtenName(Recipe recipe) {
        Set<String> known = PARAMETERS.get(recipe.mergeMethod());
        boolean expressible =
                known == null
                        || (recipe.around().isNone()
                                && known.containsAll(names(recipe))
                                && !appendsBase(recipe));
        return expressible ? recipe.mergeMethod() : Recipe.PREFIX + recipe.mergeMethod();
    }

    /**
     * The first parameter of a recipe that mergekit's method of that name lacks; empty where
     * mergekit has no such method.
     */
    public static Optional<String> firstUnknown(Recipe recipe) {
        Set<String> known = PARAMETERS.get(recipe.mergeMethod());
        return known == null
                ? Optional.empty()
                : names(recipe).stream().filter(name -> !known.contains(name)).sorted().findFirst();
    }

    /** mergekit would merge a base that is not listed among whole models as one more of them. */
    private static boolean appendsBase(Recipe recipe) {
        return BASELESS.contains(recipe.mergeMethod())
                && recipe.baseModel()
                        .filter(base -> isWithout(recipe.composition(), base))
                        .isPresent();
    }

    private static boolean isWithout(Composition composition, String base) {
        return switch (composition) {
            case Composition.WholeModels whole ->
                    whole.models().stream().noneMatch(m -> m.model().equals(base));
            case Composition.Slices _, Composition.LayerPath _ -> false;
            case Composition.Modules(Map<String, OutputModule> modules) ->
                    modules.values().stream()
                            .anyMatch(module -> isWithout(module.composition(), base));
        };
    }

    private static Set<String> names(Recipe recipe) {
        return Stream.concat(Stream.of(recipe.parameters()), recipe.composition().parameters())
                .flatMap(parameters -> parameters.values().keySet().stream())
                .collect(Collectors.toSet());
    }
}
