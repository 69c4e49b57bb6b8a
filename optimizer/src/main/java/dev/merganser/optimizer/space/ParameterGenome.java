package dev.merganser.optimizer.space;

import dev.merganser.optimizer.algorithm.GeneLayout;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.Recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The genes of a parameter space, to recipes and back.
 *
 * <p>Numbers lie on a {@link Grid}, in recipes mostly of four decimals. Parameters that change
 * nothing under the method of a recipe are left out of it, so equal recipes are equal phenotypes.
 * Every gene vector of the unit cube is a valid recipe in mergekit's language.
 */
public final class ParameterGenome implements Genome {

    private final ParameterSpace settings;
    private final ModelFacts facts;
    private final MethodChoices methods;
    private final Grouping grouping;
    private final ParameterLayout layout;
    private final RecipeComposer composer;
    private final NeutralGenes neutral;
    private final RecipeEncoder encoder;

    /**
     * The genome of a space.
     *
     * @throws WrongUseException if the settings do not fit the methods or leave nothing to search
     */
    public ParameterGenome(ParameterSpace settings, ModelFacts facts) {
        this.settings = settings;
        this.facts = facts;
        this.methods = new MethodChoices(settings, facts.experts().size());
        this.grouping = Grouping.of(settings.granularity(), facts);
        this.layout = new ParameterLayout(settings, facts.experts(), methods, grouping);
        this.composer = new RecipeComposer(settings, facts, methods, layout, grouping);
        this.neutral = new NeutralGenes(methods, grouping, layout);
        this.encoder = new RecipeEncoder(settings, facts, methods, grouping, layout, neutral);
    }

    @Override
    public int size() {
        return layout.size();
    }

    @Override
    public List<String> geneNames() {
        return layout.names();
    }

    @Override
    public List<LayerBlock> blocks() {
        return grouping.blocks();
    }

    @Override
    public Recipe decode(List<Double> genes) {
        layout.requireAll(genes, "genes");
        return composer.recipe(layout.method(genes), slot -> layout.value(slot, genes));
    }

    @Override
    public List<Recipe> examples() {
        int most = layout.mostChoices();
        List<Recipe> examples = new ArrayList<>();
        for (int method = 0; method < methods.size(); method++) {
            for (int choice = 0; choice < most; choice++) {
                examples.add(decode(layout.filled(method, (choice + 0.5) / most)));
            }
        }
        return examples.stream().distinct().toList();
    }

    @Override
    public Optional<String> numberObstacle() {
        return layout.numberObstacle();
    }

    @Override
    public GeneLayout layout() {
        GeneLayout numbers = GeneLayout.numbers(size());
        return linearMerges().map(LinearMerges::space).map(numbers::withWeights).orElse(numbers);
    }

    @Override
    public Optional<String> coefficientObstacle() {
        return Linearity.obstacle(settings);
    }

    @Override
    public Optional<LinearMerges> linearMerges() {
        return coefficientObstacle().isPresent()
                ? Optional.empty()
                : Optional.of(
                        new LinearGenes(layout, grouping, methods.get(0), composer)
                                .merges(settings, facts.experts()));
    }

    @Override
    public Optional<List<Double>> encode(Recipe recipe) {
        return encoder.encode(recipe);
    }

    @Override
    public Optional<String> obstacle(Recipe recipe) {
        return encoder.obstacle(recipe);
    }

    /** The genes of a recipe. */
    List<Double> genes(Recipe recipe) throws NotExpressible {
        return encoder.genes(recipe);
    }

    /** A recipe of a method alone gets what this space does around methods, changing little. */
    @Override
    public Optional<List<Double>> start(Recipe recipe) {
        boolean alone = recipe.around().isNone() && !settings.around().isNone();
        return encode(
                alone
                        ? recipe.withBaseModel(facts.base())
                                .withAround(settings.around().at(this::mild))
                        : recipe);
    }

    private double mild(AroundNumber number) {
        GeneValues values = layout.values(number.key());
        double gene = values.gene(Argument.of(number.mild())).orElse(NeutralGenes.MIDDLE);
        return values.number(gene);
    }

    /** The genes with all those at a neutral value whose tensors lie in none of these places. */
    List<Double> settled(List<Double> genes, Predicate<TensorPlace> used) {
        return neutral.settled(genes, used);
    }

    /** The first method with every gene at a neutral value. */
    List<Double> neutral() {
        return neutral.all();
    }
}
