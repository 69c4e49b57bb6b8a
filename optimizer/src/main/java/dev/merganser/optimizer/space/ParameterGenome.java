package dev.merganser.optimizer.space;

import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.Composition;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.vector.Direction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The gene layout of parameter space, both ways: which gene is the method, and which one is which
 * parameter of which expert in which group of tensors.
 *
 * <p>Numbers lie on a {@link Grid}, in recipes mostly of four decimals. Parameters that change
 * nothing under the method of a recipe are left out of it, so equal recipes are equal phenotypes.
 * Every gene vector of the unit cube is a valid recipe in mergekit's language.
 */
public final class ParameterGenome implements Genome {

    /** Global parameters that have a value for each group all the same. */
    private static final List<String> GROUPED = List.of("t");

    private static final double NEUTRAL = 0.5;
    private static final int ALL = -1;

    private final ParameterSpace settings;
    private final String base;
    private final List<String> experts;
    private final List<String> tensors;
    private final LayerPositions positions;
    private final MethodChoices methods;
    private final List<Grouping.Group> groups;
    private final GroupFilters filters;
    private final Map<String, GeneValues> searched = new LinkedHashMap<>();
    private final Map<Slot, Integer> layout = new LinkedHashMap<>();

    /** What one gene stands for; {@link #ALL} experts or groups share it where it is not one's. */
    private record Slot(String parameter, int expert, int group, int part) {

        Slot(String parameter, int expert, int group) {
            this(parameter, expert, group, 0);
        }
    }

    /**
     * The genome of a space.
     *
     * @param base how recipes name the base model
     * @param experts how they name the experts, in the order of the merge
     * @param tensors names of all tensors of the base
     * @throws WrongUseException if the settings do not fit the methods or leave nothing to search
     */
    public ParameterGenome(
            ParameterSpace settings,
            String base,
            List<String> experts,
            Collection<String> tensors) {
        this.settings = settings;
        this.base = base;
        this.experts = List.copyOf(experts);
        this.tensors = tensors.stream().sorted().toList();
        this.positions = LayerPositions.of(this.tensors, OptionalInt.empty());
        this.methods = new MethodChoices(settings, experts.size());
        this.groups = Grouping.of(settings.granularity(), this.tensors);
        this.filters = new GroupFilters(groups);
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
                for (int part = 0; part < methods.parts(parameter); part++) {
                    Slot slot = new Slot(parameter, expert, group, part);
                    layout.put(slot, methodGenes() + layout.size());
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

    private int[] groups(String parameter) {
        return methods.isPerModel(parameter) || GROUPED.contains(parameter)
                ? IntStream.range(0, groups.size()).toArray()
                : new int[] {ALL};
    }

    @Override
    public int size() {
        return methodGenes() + layout.size();
    }

    @Override
    public List<String> geneNames() {
        List<String> names = new ArrayList<>();
        if (methodGenes() > 0) {
            names.add("method");
        }
        for (Slot slot : layout.keySet()) {
            String expert = slot.expert() == ALL ? "" : " of " + experts.get(slot.expert());
            String group = slot.group() == ALL ? "" : " in " + groups.get(slot.group()).name();
            String part = methods.parts(slot.parameter()) > 1 ? " part " + (slot.part() + 1) : "";
            names.add(slot.parameter() + expert + group + part);
        }
        return List.copyOf(names);
    }

    @Override
    public List<Recipe> examples() {
        int most = searched.values().stream().mapToInt(GeneValues::choices).max().orElse(1);
        List<Recipe> examples = new ArrayList<>();
        for (int method = 0; method < methods.size(); method++) {
            for (int choice = 0; choice < most; choice++) {
                examples.add(decode(genes(method, (choice + 0.5) / most)));
            }
        }
        return examples.stream().distinct().toList();
    }

    private List<Double> genes(int method, double others) {
        Double[] genes = new Double[size()];
        Arrays.fill(genes, others);
        if (methodGenes() > 0) {
            genes[0] = (method + 0.5) / methods.size();
        }
        return List.of(genes);
    }

    // ---- genes to recipe

    @Override
    public Recipe decode(List<Double> genes) {
        if (genes.size() != size()) {
            throw new IllegalArgumentException(
                    "There must be %d genes, found %d".formatted(size(), genes.size()));
        }
        return recipe(method(genes), slot -> value(slot, genes));
    }

    private Recipe recipe(MethodDescriptor method, Function<Slot, Argument> values) {
        List<ModelEntry> models = new ArrayList<>();
        for (int expert = 0; expert < experts.size(); expert++) {
            models.add(new ModelEntry(experts.get(expert), own(method, expert, values)));
        }
        return finished(
                method,
                Recipe.of(method.name(), models)
                        .withParameters(own(method, ALL, values))
                        .withAround(settings.around().at(number -> number(number, values))));
    }

    private static double number(AroundNumber number, Function<Slot, Argument> values) {
        return number(values.apply(new Slot(number.key(), ALL, ALL)));
    }

    private static double number(Argument value) {
        if (value instanceof Argument.Number(double number)) {
            return number;
        }
        throw new IllegalStateException("A number must be one, found " + value.shown());
    }

    private MethodDescriptor method(List<Double> genes) {
        int index = methodGenes() == 0 ? 0 : (int) (genes.getFirst() * methods.size());
        return methods.get(Math.min(index, methods.size() - 1));
    }

    private Recipe finished(MethodDescriptor method, Recipe recipe) {
        Recipe based = needsBase(method) ? recipe.withBaseModel(base) : recipe;
        Recipe typed = settings.outDtype().map(based::withOutDtype).orElse(based);
        return settings.maskSeed()
                .filter(_ -> method.random())
                .map(typed::withMaskSeed)
                .orElse(typed);
    }

    private boolean needsBase(MethodDescriptor method) {
        return method.baseUse() != BaseUse.NONE || !settings.around().isNone();
    }

    /** The parameters of one expert, or those for all of them. */
    private Parameters own(MethodDescriptor method, int expert, Function<Slot, Argument> values) {
        Parameters parameters = Parameters.NONE;
        for (Map.Entry<String, ParameterRange> entry : settings.parameters().entrySet()) {
            Optional<ParameterSpec> spec = MethodChoices.effective(method, entry.getKey());
            if (spec.isPresent()) {
                parameters =
                        switch (entry.getValue()) {
                            case ParameterRange.Fixed fixed ->
                                    withFixed(parameters, spec.get(), fixed, expert);
                            case ParameterRange.Each each ->
                                    withEach(parameters, spec.get().name(), each, expert);
                            case ParameterRange.Gene _,
                                    ParameterRange.Parts _,
                                    ParameterRange.Choice _ ->
                                    withGene(parameters, spec.get().name(), expert, values);
                        };
            }
        }
        return parameters;
    }

    private static Parameters withFixed(
            Parameters parameters, ParameterSpec spec, ParameterRange.Fixed fixed, int expert) {
        boolean isDefault =
                fixed.value() instanceof ParameterValue.Scalar(Argument value)
                        && spec.defaultValue().equals(Optional.of(value));
        return expert != ALL || isDefault
                ? parameters
                : parameters.with(spec.name(), fixed.value());
    }

    private Parameters withEach(
            Parameters parameters, String name, ParameterRange.Each each, int expert) {
        ParameterValue.Setting value =
                expert == ALL ? null : each.byExpert().get(experts.get(expert));
        return value == null ? parameters : parameters.with(name, value);
    }

    private Parameters withGene(
            Parameters parameters, String name, int expert, Function<Slot, Argument> values) {
        if (methods.isPerModel(name) != (expert != ALL)) {
            return parameters;
        }
        List<Argument> byGroup =
                IntStream.of(groups(name))
                        .mapToObj(group -> value(name, expert, group, values))
                        .toList();
        return parameters.with(name, filters.value(byGroup));
    }

    /** One number, or a list where parts differ. */
    private Argument value(String name, int expert, int group, Function<Slot, Argument> values) {
        List<Argument> parts =
                IntStream.range(0, methods.parts(name))
                        .mapToObj(part -> values.apply(new Slot(name, expert, group, part)))
                        .toList();
        return parts.stream().distinct().count() == 1
                ? parts.getFirst()
                : new Argument.Numbers(parts.stream().map(ParameterGenome::number).toList());
    }

    private Argument value(Slot slot, List<Double> genes) {
        return values(slot.parameter()).value(genes.get(layout.getOrDefault(slot, ALL)));
    }

    private GeneValues values(String parameter) {
        GeneValues values = searched.get(parameter);
        if (values == null) {
            throw new IllegalStateException("Parameter '" + parameter + "' has no gene");
        }
        return values;
    }

    // ---- coefficients

    @Override
    public Optional<String> coefficientObstacle() {
        return Linearity.obstacle(settings);
    }

    @Override
    public Optional<LinearMerges> linearMerges() {
        return coefficientObstacle().isPresent()
                ? Optional.empty()
                : Optional.of(
                        new LinearMerges(
                                new CoefficientSpace(
                                        layout.keySet().stream().map(this::coefficient).toList(),
                                        experts),
                                layout.keySet().stream().map(this::direction).toList(),
                                Linearity.division(settings),
                                this::recipe));
    }

    private Coefficient coefficient(Slot slot) {
        GeneValues values = values(slot.parameter());
        return new Coefficient(
                slot.expert(),
                slot.group(),
                slot.part(),
                layout.getOrDefault(slot, ALL),
                number(values.value(0)),
                number(values.value(1)),
                0);
    }

    private Direction direction(Slot slot) {
        return new Direction(
                slot.expert(), Set.copyOf(groups.get(slot.group()).tensors()), slot.part());
    }

    /** The recipe of weights in the order of the genes, whatever the range and the grid. */
    private Recipe recipe(List<Double> weights) {
        if (weights.size() != size()) {
            throw new IllegalArgumentException(
                    "There must be %d weights, found %d".formatted(size(), weights.size()));
        }
        return recipe(
                methods.get(0), slot -> Argument.of(weights.get(layout.getOrDefault(slot, ALL))));
    }

    // ---- recipe to genes

    @Override
    public Optional<List<Double>> encode(Recipe recipe) {
        try {
            return Optional.of(genes(recipe));
        } catch (NotExpressible e) {
            return Optional.empty();
        }
    }

    /** A recipe of a method alone gets what this space does around methods, changing little. */
    @Override
    public Optional<List<Double>> start(Recipe recipe) {
        boolean alone = recipe.around().isNone() && !settings.around().isNone();
        return encode(
                alone
                        ? recipe.withBaseModel(base).withAround(settings.around().at(this::mild))
                        : recipe);
    }

    private double mild(AroundNumber number) {
        GeneValues values = values(number.key());
        double gene = values.gene(Argument.of(number.mild())).orElse(NEUTRAL);
        return number(values.value(gene));
    }

    @Override
    public Optional<String> obstacle(Recipe recipe) {
        try {
            genes(recipe);
            return Optional.empty();
        } catch (NotExpressible e) {
            return Optional.of(e.reason());
        }
    }

    /** The genes with all those at a neutral value whose tensors lie in none of these places. */
    List<Double> settled(List<Double> genes, Predicate<TensorPlace> used) {
        List<Double> settled = new ArrayList<>(genes);
        layout.forEach(
                (slot, gene) -> {
                    if (slot.group() != ALL
                            && groups.get(slot.group()).tensors().stream()
                                    .map(TensorPlace::of)
                                    .noneMatch(used)) {
                        settled.set(gene, neutral(slot.parameter()));
                    }
                });
        return List.copyOf(settled);
    }

    /** The first method with every gene at a neutral value. */
    List<Double> neutral() {
        Double[] genes = new Double[size()];
        Arrays.fill(genes, 0.5 / methods.size());
        layout.forEach((slot, gene) -> genes[gene] = neutral(slot.parameter()));
        return List.of(genes);
    }

    /** The genes of a recipe. */
    List<Double> genes(Recipe recipe) throws NotExpressible {
        requireAround(recipe.around());
        int index = methods.indexOf(recipe.mergeMethod());
        if (index < 0) {
            throw new NotExpressible(
                    "its method must be one of %s, found '%s'"
                            .formatted(settings.methods(), recipe.mergeMethod()));
        }
        MethodDescriptor method = methods.get(index);
        List<ModelEntry> models = models(recipe, method);
        RecipeValues values = new RecipeValues(recipe, positions);
        requireTheRest(method, models, values);
        Double[] genes = new Double[size()];
        if (methodGenes() > 0) {
            genes[0] = (index + 0.5) / methods.size();
        }
        for (Map.Entry<Slot, Integer> entry : layout.entrySet()) {
            genes[entry.getValue()] = gene(entry.getKey(), method, models, values);
        }
        return List.of(genes);
    }

    private void requireAround(AroundMethod found) throws NotExpressible {
        AroundMethod wanted =
                settings.around().at(number -> number.in(found).orElseGet(number::mild));
        if (!found.equals(wanted)) {
            throw new NotExpressible(
                    "it must have %s around its method, found %s"
                            .formatted(settings.around().words(), AroundSpace.words(found)));
        }
    }

    /** The entries of the experts, in this space's order. */
    private List<ModelEntry> models(Recipe recipe, MethodDescriptor method) throws NotExpressible {
        if (!(recipe.composition() instanceof Composition.WholeModels)) {
            throw new NotExpressible("it must list whole 'models', found slices or modules");
        }
        boolean basedRight = !needsBase(method) || recipe.baseModel().equals(Optional.of(base));
        Map<String, ModelEntry> byName = new HashMap<>();
        recipe.models().stream()
                .filter(entry -> method.baseUse() == BaseUse.NONE || !entry.model().equals(base))
                .forEach(entry -> byName.put(entry.model(), entry));
        if (!basedRight || !byName.keySet().equals(Set.copyOf(experts))) {
            throw new NotExpressible(
                    "it must merge %s on base '%s', found %s on %s"
                            .formatted(
                                    experts,
                                    base,
                                    byName.keySet().stream().sorted().toList(),
                                    recipe.baseModel().map(b -> "'" + b + "'").orElse("none")));
        }
        return experts.stream()
                .flatMap(name -> Optional.ofNullable(byName.get(name)).stream())
                .toList();
    }

    /** What is not a gene must be as this space fixes it, or else the method's default. */
    private void requireTheRest(
            MethodDescriptor method, List<ModelEntry> models, RecipeValues values)
            throws NotExpressible {
        for (ParameterSpec spec : method.parameters()) {
            if (spec.hasEffect() && !searched.containsKey(spec.name())) {
                for (ModelEntry model : models) {
                    requireFixed(spec, model, values);
                }
            }
        }
    }

    private void requireFixed(ParameterSpec spec, ModelEntry model, RecipeValues values)
            throws NotExpressible {
        ParameterRange range = settings.parameters().get(spec.name());
        for (String tensor : tensors) {
            Optional<Argument> wanted =
                    fixed(range, model)
                            .map(setting -> setting.at(spec, tensor, values.position(tensor)))
                            .orElse(spec.defaultValue());
            Optional<Argument> found = values.of(spec, model, tensor);
            if (!found.equals(wanted)) {
                throw new NotExpressible(
                        "%s of '%s' must be %s, found %s"
                                .formatted(
                                        spec.name(),
                                        model.model(),
                                        wanted.map(Argument::shown).orElse("absent"),
                                        found.map(Argument::shown).orElse("none")));
            }
        }
    }

    /** The value that the settings fix for a model; empty where they say nothing. */
    private static Optional<ParameterValue.Setting> fixed(
            @Nullable ParameterRange range, ModelEntry model) {
        return switch (range) {
            case ParameterRange.Fixed(ParameterValue.Setting setting) -> Optional.of(setting);
            case ParameterRange.Each(Map<String, ParameterValue.Setting> byExpert) ->
                    Optional.ofNullable(byExpert.get(model.model()));
            case ParameterRange.Gene _, ParameterRange.Parts _, ParameterRange.Choice _ ->
                    Optional.empty();
            case null -> Optional.empty();
        };
    }

    private double gene(
            Slot slot, MethodDescriptor method, List<ModelEntry> models, RecipeValues values)
            throws NotExpressible {
        Optional<Argument> around = values.around(slot.parameter());
        if (around.isPresent()) {
            return gene(slot.parameter(), around.get());
        }
        Optional<ParameterSpec> spec = MethodChoices.effective(method, slot.parameter());
        return spec.isEmpty()
                ? neutral(slot.parameter())
                : gene(slot.parameter(), part(slot, common(slot, spec.get(), models, values)));
    }

    /** The number of a part; one for all parts where there is no list. */
    private Argument part(Slot slot, Argument found) throws NotExpressible {
        if (!(found instanceof Argument.Numbers(List<Double> numbers))) {
            return found;
        }
        int parts = methods.parts(slot.parameter());
        if (numbers.size() != parts) {
            throw new NotExpressible(
                    "%s must be a number for each of %d parts, found %s"
                            .formatted(slot.parameter(), parts, found.shown()));
        }
        return Argument.of(numbers.get(slot.part()));
    }

    private double gene(String parameter, Argument found) throws NotExpressible {
        GeneValues values = values(parameter);
        OptionalDouble gene = values.gene(found);
        if (gene.isEmpty()) {
            throw new NotExpressible(
                    "%s must be in %s, found %s".formatted(parameter, values, found.shown()));
        }
        return gene.getAsDouble();
    }

    /** The value that all tensors and models of a gene must share. */
    private Argument common(
            Slot slot, ParameterSpec spec, List<ModelEntry> models, RecipeValues values)
            throws NotExpressible {
        List<String> members = slot.group() == ALL ? tensors : groups.get(slot.group()).tensors();
        List<Argument> found =
                members.stream()
                        .flatMap(
                                tensor ->
                                        (slot.expert() == ALL
                                                        ? values.of(spec, tensor)
                                                        : values.of(
                                                                spec,
                                                                models.get(slot.expert()),
                                                                tensor))
                                                .stream())
                        .distinct()
                        .toList();
        if (found.size() != 1) {
            throw new NotExpressible(
                    "%s must be one value in %s, found %s"
                            .formatted(
                                    spec.name(),
                                    slot.group() == ALL
                                            ? "all tensors"
                                            : groups.get(slot.group()).name(),
                                    found.stream().map(Argument::shown).toList()));
        }
        return found.getFirst();
    }

    /** The gene of a parameter that the method at hand does not use: its default, if in range. */
    private double neutral(String parameter) {
        return methods.effective(parameter)
                .flatMap(ParameterSpec::defaultValue)
                .map(value -> values(parameter).gene(value))
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .orElse(NEUTRAL);
    }
}
