package dev.merganser.recipes.recipe;

import dev.merganser.recipes.recipe.ParameterValue.Rule;
import dev.merganser.recipes.tensor.DType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Recipes drawn from a seed: valid ones of every form. */
final class RandomRecipes {

    private static final List<String> NAMES =
            List.of(
                    "base", "a/b", "../x y", "yes", "7", "été #1", "C:\\m", "- a", "\"q\"", "m\n2",
                    "~");
    private static final List<DType> TYPES = List.of(DType.F32, DType.F16, DType.BF16);

    private final RandomGenerator random;

    RandomRecipes(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    Recipe next() {
        return random.nextInt(5) == 0 ? path() : merge();
    }

    private Recipe path() {
        Map<String, Recipe> merges = new TreeMap<>();
        List<PathLayer> layers = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            merges.put("merge: " + i, mergeOfItsVocabulary());
            layers.add(new PathLayer("merge: " + i, random.nextInt(99), scale()));
        }
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            layers.add(new PathLayer(one(NAMES), random.nextInt(99), scale()));
        }
        var recipe =
                new RecipeBuilder(
                        Composition.LayerPath.METHOD,
                        new Composition.LayerPath(
                                sometimes(one(NAMES)),
                                sometimes(one(NAMES)),
                                one(List.of(Scaling.values())),
                                layers,
                                merges));
        recipe.baseModel = Optional.of("the base");
        recipe.outDtype = sometimes(one(TYPES));
        recipe.chatTemplate = sometimes(one(NAMES));
        recipe.provenance = provenance();
        return recipe.build();
    }

    private double scale() {
        return random.nextBoolean() ? 1 : random.nextDouble(-2, 2);
    }

    private Recipe merge() {
        var recipe = new RecipeBuilder(mergeOfItsVocabulary());
        recipe.tokenizer = sometimes(tokenizer());
        recipe.chatTemplate = sometimes(one(NAMES));
        return recipe.build();
    }

    private Recipe mergeOfItsVocabulary() {
        var recipe = new RecipeBuilder("ties", composition());
        recipe.baseModel = Optional.of("the base");
        recipe.parameters =
                Parameters.of(
                        Map.of(
                                "lambda",
                                number(),
                                "normalize",
                                ParameterValue.of(random.nextBoolean())));
        recipe.around = around(recipe.composition);
        recipe.dtype = sometimes(one(TYPES));
        recipe.outDtype = sometimes(one(TYPES));
        recipe.maskSeed = sometimes(random.nextLong(Recipe.MAX_MASK_SEED + 1));
        recipe.provenance = provenance();
        return recipe.build();
    }

    private AroundMethod around(Composition composition) {
        AroundMethod lines =
                random.nextBoolean()
                        ? AroundMethod.NONE.withLines(
                                new LinesSettings(random.nextDouble(-2, 2), random.nextInt(3)))
                        : AroundMethod.NONE;
        return composition instanceof Composition.WholeModels && random.nextBoolean()
                ? lines.withAlign(Alignment.REBASIN)
                        .withCompress(new CompeftSettings(1 - random.nextDouble(), 0.5))
                : lines;
    }

    private Composition composition() {
        if (random.nextInt(4) > 0) {
            return ofModule();
        }
        Map<String, OutputModule> modules = new TreeMap<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            modules.put(
                    one(NAMES),
                    new OutputModule(ofModule(), Parameters.NONE.with("density", share())));
        }
        return new Composition.Modules(modules);
    }

    private Composition.OfModule ofModule() {
        if (random.nextBoolean()) {
            return new Composition.WholeModels(models());
        }
        List<OutputSlice> slices = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            slices.add(slice());
        }
        return new Composition.Slices(slices);
    }

    private OutputSlice slice() {
        int length = 1 + random.nextInt(4);
        List<SliceSource> sources =
                models().stream()
                        .map(
                                entry -> {
                                    int from = random.nextInt(10);
                                    return new SliceSource(
                                            entry.model(), from, from + length, entry.parameters());
                                })
                        .toList();
        var parameters =
                random.nextBoolean() ? Parameters.NONE : Parameters.NONE.with("density", share());
        return new OutputSlice(sources, sometimes(one(NAMES)), parameters);
    }

    private TokenizerSettings tokenizer() {
        TokenizerSettings.Source source =
                switch (random.nextInt(3)) {
                    case 0 -> new TokenizerSettings.Union();
                    case 1 -> new TokenizerSettings.Base();
                    default -> new TokenizerSettings.OfModel(one(NAMES));
                };
        Map<String, TokenRule> rules = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            rules.put(one(NAMES), new TokenRule(origin(), random.nextBoolean()));
        }
        OptionalInt multiple =
                random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(64)) : OptionalInt.empty();
        return new TokenizerSettings(source, rules, multiple);
    }

    private TokenRule.Origin origin() {
        return switch (random.nextInt(4)) {
            case 0 -> new TokenRule.Zero();
            case 1 -> new TokenRule.OfModel(one(NAMES));
            case 2 ->
                    new TokenRule.ModelToken(
                            one(NAMES), Optional.of(one(NAMES)), OptionalInt.empty());
            default ->
                    new TokenRule.ModelToken(
                            one(NAMES), Optional.empty(), OptionalInt.of(random.nextInt(100)));
        };
    }

    private List<ModelEntry> models() {
        var names = new ArrayList<>(NAMES);
        List<ModelEntry> entries = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            String name = names.remove(random.nextInt(names.size()));
            var parameters = Parameters.NONE.with("weight", value());
            entries.add(
                    new ModelEntry(
                            name,
                            random.nextBoolean()
                                    ? parameters.with("density", share())
                                    : parameters));
        }
        return entries;
    }

    private ParameterValue value() {
        if (random.nextInt(3) > 0) {
            return setting();
        }
        List<Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            rules.add(Rule.of(one(NAMES), setting()));
        }
        rules.add(Rule.otherwise(setting()));
        return new ParameterValue.Filtered(rules);
    }

    private ParameterValue.Setting setting() {
        return random.nextBoolean()
                ? number()
                : new ParameterValue.Gradient(
                        random.doubles(1 + random.nextInt(5), -2, 2).boxed().toList());
    }

    private ParameterValue.Scalar number() {
        return switch (random.nextInt(4)) {
            case 0 -> ParameterValue.of(random.nextInt(-3, 4));
            case 1 -> ParameterValue.of(random.nextDouble() * 1e-12);
            case 2 -> ParameterValue.of(random.nextInt(1, 100) / 100.0);
            default -> ParameterValue.of(random.nextDouble(-2, 2));
        };
    }

    private ParameterValue share() {
        return ParameterValue.of(random.nextInt(1, 101) / 100.0);
    }

    private Map<String, String> provenance() {
        var texts = new TreeMap<String, String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            texts.put(one(NAMES), one(NAMES));
        }
        return texts;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <T> Optional<T> sometimes(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }
}
