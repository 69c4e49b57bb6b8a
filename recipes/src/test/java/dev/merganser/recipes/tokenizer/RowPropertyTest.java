package dev.merganser.recipes.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.recipe.TokenRule;
import dev.merganser.recipes.recipe.TokenizerSettings;
import dev.merganser.recipes.tensor.FloatTensor;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** The rules of rows, against a slow twin that follows their words token by token. */
class RowPropertyTest {

    private static final List<String> WORDS = List.of("abcdefghijkl".split(""));

    @TempDir private Path folder;

    /** A model as the twin sees it: token i has row i, where there are so many. */
    private record Plain(String name, List<String> tokens, List<Float> rows) {

        Optional<Float> row(String token) {
            int id = tokens.indexOf(token);
            return id < 0 || id >= rows.size() ? Optional.empty() : Optional.of(rows.get(id));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void everyRowIsThatOfTheSlowTwin(long seed) {
        var random = new Random(seed);
        List<Plain> plain = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            plain.add(model("m" + i, i, random));
        }
        TokenizerSettings settings = settings(plain, random);
        List<TokenizerPlan.Model> models = plain.stream().map(this::open).toList();
        try {
            TokenizerPlan plan = TokenizerPlan.of(settings, models);
            for (Plain model : plain) {
                FloatTensor view = plan.view(model.name()).values("wte.weight");
                float[] rows = new float[plan.rows()];
                view.read(0, rows, rows.length);
                assertThat(rows)
                        .as("seed %d, %s", seed, settings)
                        .isEqualTo(slow(settings, plain, model));
            }
        } finally {
            models.forEach(model -> model.checkpoint().close());
        }
    }

    private static Plain model(String name, int number, Random random) {
        List<String> tokens = new ArrayList<>(WORDS);
        Collections.shuffle(tokens, random);
        tokens = tokens.subList(0, 4 + random.nextInt(6));
        List<Float> rows = new ArrayList<>();
        for (int i = tokens.size() - 2 + random.nextInt(3); i >= 0; i--) {
            rows.add(100f * (number + 1) + i);
        }
        return new Plain(name, List.copyOf(tokens), rows);
    }

    private static TokenizerSettings settings(List<Plain> models, Random random) {
        Map<String, TokenRule> rules = new TreeMap<>();
        for (Plain model : models) {
            String token = model.tokens().get(random.nextInt(3));
            TokenRule.Origin origin =
                    switch (random.nextInt(3)) {
                        case 0 -> new TokenRule.Zero();
                        case 1 -> new TokenRule.OfModel(model.name());
                        default ->
                                new TokenRule.ModelToken(
                                        model.name(), Optional.empty(), OptionalInt.of(2));
                    };
            rules.put(token, new TokenRule(origin, random.nextBoolean()));
        }
        TokenizerSettings.Source source =
                switch (random.nextInt(3)) {
                    case 0 -> new TokenizerSettings.Base();
                    case 1 -> new TokenizerSettings.OfModel("m1");
                    default -> new TokenizerSettings.Union();
                };
        return new TokenizerSettings(source, rules, OptionalInt.of(1 + random.nextInt(5)));
    }

    private TokenizerPlan.Model open(Plain plain) {
        Path written =
                ModelFolder.of(folder.resolve(plain.name()), plain.tokens().toArray(String[]::new))
                        .column("wte.weight", floats(plain.rows()))
                        .write();
        return new TokenizerPlan.Model(plain.name(), Checkpoints.open(written));
    }

    private static float[] slow(TokenizerSettings settings, List<Plain> models, Plain model) {
        List<Float> rows = new ArrayList<>();
        for (String token : tokens(settings, models)) {
            rows.add(slow(token, settings.tokens().get(token), models, model));
        }
        float mean = (float) (rows.stream().mapToDouble(row -> row).sum() / rows.size());
        while (rows.size() % settings.padToMultipleOf().orElse(1) != 0) {
            rows.add(mean);
        }
        return floats(rows);
    }

    private static float[] floats(List<Float> rows) {
        float[] values = new float[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.get(i);
        }
        return values;
    }

    private static Set<String> tokens(TokenizerSettings settings, List<Plain> models) {
        Set<String> tokens = new LinkedHashSet<>();
        switch (settings.source()) {
            case TokenizerSettings.Base _ -> tokens.addAll(models.getFirst().tokens());
            case TokenizerSettings.OfModel _ -> tokens.addAll(models.get(1).tokens());
            case TokenizerSettings.Union _ -> models.forEach(m -> tokens.addAll(m.tokens()));
        }
        tokens.addAll(settings.tokens().keySet());
        return tokens;
    }

    private static float slow(
            String token, @Nullable TokenRule rule, List<Plain> models, Plain model) {
        Optional<Float> own = model.row(token);
        if (own.isPresent() && (rule == null || !rule.force())) {
            return own.get();
        }
        if (rule != null) {
            return switch (rule.origin()) {
                case TokenRule.Zero _ -> 0;
                case TokenRule.OfModel(String name) -> named(models, name).row(token).orElseThrow();
                case TokenRule.ModelToken(String name, _, OptionalInt id) ->
                        named(models, name).rows().get(id.orElseThrow());
            };
        }
        return models.getFirst().row(token).orElseGet(() -> others(token, models));
    }

    private static float others(String token, List<Plain> models) {
        return (float)
                models.stream()
                        .flatMap(m -> m.row(token).stream())
                        .mapToDouble(row -> row)
                        .average()
                        .orElse(0);
    }

    private static Plain named(List<Plain> models, String name) {
        return models.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
    }
}
