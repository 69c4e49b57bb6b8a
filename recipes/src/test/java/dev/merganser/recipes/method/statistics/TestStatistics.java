package dev.merganser.recipes.method.statistics;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.Statistic;
import dev.merganser.recipes.method.Statistics;
import dev.merganser.recipes.method.StatisticsSource;
import dev.merganser.recipes.tensor.Shape;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Files of statistics in memory, asked about the tensor {@code layers.0.weight}. */
final class TestStatistics implements StatisticsSource {

    private final Map<String, Map<String, Statistic>> files = new HashMap<>();

    TestStatistics with(String file, String name, Shape shape, float... values) {
        files.computeIfAbsent(file, _ -> new HashMap<>())
                .put(name, new Statistic(shape, ArrayMerge.source(values)));
        return this;
    }

    @Override
    public Statistics of(int model, String file) {
        return new InMemory(file, files.getOrDefault(file, Map.of()));
    }

    private record InMemory(String file, Map<String, Statistic> statistics) implements Statistics {

        @Override
        public String tensor() {
            return "layers.0.weight";
        }

        @Override
        public Collection<String> names() {
            return statistics.keySet();
        }

        @Override
        public Optional<Statistic> find(String name) {
            return Optional.ofNullable(statistics.get(name));
        }
    }
}
